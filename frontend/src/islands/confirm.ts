/** Asks once before what cannot be taken back: form[data-confirm]. */
let waiting: HTMLFormElement | null = null;

export function confirm(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  if (!dialog) return;
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (!form.dataset.confirm || form === waiting) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting = form;
      dialog.querySelector("p")!.textContent = form.dataset.confirm;
      dialog.showModal();
    },
    true,
  );
  dialog.querySelector("[data-confirm-yes]")?.addEventListener("click", () => {
    dialog.close();
    waiting?.requestSubmit();
    waiting = null;
  });
  dialog.querySelector("[data-confirm-no]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", () => (waiting = null));
  dialog.addEventListener("close", () => setTimeout(() => (waiting = null)));
}
