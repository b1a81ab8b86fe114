/** A form is sent once: its buttons are disabled until the answer arrives. */
function setDisabled(form: HTMLFormElement, isDisabled: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")) {
    button.disabled = isDisabled;
  }
}

export function submits(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    // After the browser has read the form: a disabled button would not send its name.
    if (!event.defaultPrevented || form.hasAttribute("hx-post")) setTimeout(() => setDisabled(form, true));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = (event as CustomEvent).detail.elt as HTMLElement;
    if (form instanceof HTMLFormElement) setTimeout(() => setDisabled(form, false));
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) setDisabled(form, false);
  });
}
