/** Filters act as soon as they change; typing waits for a pause. form[data-autosubmit] */
export function filters(): void {
  let pause: number | undefined;
  const send = (form: HTMLFormElement): void => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.append(name, String(value));
    location.search = query.toString();
  };
  document.addEventListener("change", (event) => {
    const form = (event.target as HTMLElement).closest<HTMLFormElement>("form[data-autosubmit]");
    if (form) send(form);
  });
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    const form = field.closest<HTMLFormElement>("form[data-autosubmit]");
    if (!form || field.type !== "search") return;
    clearTimeout(pause);
    pause = window.setTimeout(() => send(form), 600);
  });
}
