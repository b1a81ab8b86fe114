/** A form is sent once: its buttons rest until the answer is here. */
function rest(form: HTMLFormElement, resting: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("button:not([type=button])")) {
    button.disabled = resting;
  }
}

export function submits(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    // After the browser has read the form: a disabled button would not send its name.
    if (!event.defaultPrevented || form.hasAttribute("hx-post")) setTimeout(() => rest(form, true));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = (event as CustomEvent).detail.elt as HTMLElement;
    if (form instanceof HTMLFormElement) setTimeout(() => rest(form, false));
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) rest(form, false);
  });
}
