/** Asks once before what cannot be undone: form[data-confirm]. */
let pending: HTMLFormElement | null = null;
let submitter: HTMLElement | null = null;

export function confirm(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm");
  if (!dialog) return;
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (!form.dataset.confirm || form === pending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      pending = form;
      submitter = event.submitter;
      dialog.querySelector("p")!.textContent = form.dataset.confirm;
      dialog.showModal();
    },
    true,
  );
  dialog.querySelector("[data-confirm-yes]")?.addEventListener("click", () => {
    dialog.close();
    // With the button that was submitter: its name and value are part of the form.
    pending?.requestSubmit(submitter);
    pending = null;
  });
  dialog.querySelector("[data-confirm-no]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("cancel", () => (pending = null));
  dialog.addEventListener("close", () => setTimeout(() => (pending = null)));
}
