/** Ctrl K finds anything. */
export function palette(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#palette");
  const input = dialog?.querySelector<HTMLInputElement>("input");
  if (!dialog || !input) return;
  const show = (): void => {
    if (!dialog.open) dialog.showModal();
    input.select();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      show();
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-palette-open]")) show();
    else if (target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Enter") return;
    const links = [...dialog.querySelectorAll<HTMLAnchorElement>("a")];
    const current = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === "Enter") {
      if (current < 0) links[0]?.click();
      return;
    }
    event.preventDefault();
    const next = current + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? input : links[Math.min(next, links.length - 1)])?.focus();
  });
}
