/** Asks once before what cannot be taken back: form[data-confirm]. */
let waiting: HTMLFormElement | null = null;
let pressed: HTMLElement | null = null;

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
      pressed = event.submitter;
      dialog.querySelector("p")!.textContent = form.dataset.confirm;
      dialog.showModal();
    },
    true,
  );
  dialog.querySelector("[data-confirm-yes]")?.addEventListener("click", () => {
    dialog.close();
    // With the button that was pressed: its name and value are part of the form.
    waiting?.requestSubmit(pressed);
    waiting = null;
  });
  dialog.querySelector("[data-confirm-no]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", () => (waiting = null));
  dialog.addEventListener("close", () => setTimeout(() => (waiting = null)));
}
