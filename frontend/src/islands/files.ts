/** Files are dropped or chosen; their names are shown, what is too large is refused here. */
function showChosen(input: HTMLInputElement): void {
  const label = input.closest<HTMLElement>(".file-drop");
  const name = label?.querySelector<HTMLElement>("[data-file-name]");
  const chosen = [...(input.files ?? [])];
  if (!label || !name || !chosen.length) return;
  const size = chosen.reduce((sum, file) => sum + file.size, 0);
  const tooLarge = size > Number(input.dataset.maxBytes ?? Infinity);
  label.classList.toggle("is-bad", tooLarge);
  name.textContent = tooLarge ? (input.dataset.tooLarge ?? "") : chosen.map((file) => file.name).join(", ");
  input.setCustomValidity(tooLarge ? (input.dataset.tooLarge ?? "") : "");
}

export function files(): void {
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    if (input.type === "file") showChosen(input);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const label = (event.target as Element).closest?.<HTMLElement>(".file-drop");
      if (!label) return;
      event.preventDefault();
      label.classList.toggle("is-over", kind === "dragover");
      const input = label.querySelector<HTMLInputElement>("input[type=file]");
      const dropped = (event as DragEvent).dataTransfer?.files;
      if (kind === "drop" && input && dropped?.length) {
        input.files = dropped;
        showChosen(input);
      }
    });
  }
}
