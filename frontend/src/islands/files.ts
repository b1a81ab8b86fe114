/** A file is dropped or chosen; its name and size are shown, one too large is refused here. */
function tell(input: HTMLInputElement): void {
  const label = input.closest<HTMLElement>(".file-drop");
  const name = label?.querySelector<HTMLElement>("[data-file-name]");
  const file = input.files?.[0];
  if (!label || !name || !file) return;
  const tooLarge = file.size > Number(input.dataset.maxBytes ?? Infinity);
  label.classList.toggle("is-bad", tooLarge);
  name.textContent = tooLarge ? (input.dataset.tooLarge ?? "") : file.name;
  input.setCustomValidity(tooLarge ? (input.dataset.tooLarge ?? "") : "");
}

export function files(): void {
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    if (input.type === "file") tell(input);
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
        tell(input);
      }
    });
  }
}
