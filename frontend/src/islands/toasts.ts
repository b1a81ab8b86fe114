/** Messages at the corner: what was done goes by itself, what went wrong stays until it is closed. */
const STAY_MS = 6000;
const box = (): HTMLElement | null => document.getElementById("toasts");

function leave(toast: Element): void {
  if (!toast.classList.contains("is-error")) setTimeout(() => toast.remove(), STAY_MS);
}

/** Show a message in the form of the template that the page carries. */
export function say(text: string, kind = "success"): void {
  const pattern = document.querySelector<HTMLTemplateElement>("#toast-pattern");
  const toast = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!toast || !text) return;
  toast.classList.add(`is-${kind}`);
  toast.prepend(text);
  box()?.append(toast);
  leave(toast);
}

/** Say why a request came to nothing: the server's words if it had any, else ours. */
export function sayRefused(words: string | null | undefined, reached: boolean): void {
  const told = words ? decodeURIComponent(words) : undefined;
  say(told ?? (reached ? box()?.dataset.failed : box()?.dataset.offline) ?? "", "error");
}

export function toasts(): void {
  document.querySelectorAll("[data-toast]").forEach(leave);
  document.addEventListener("click", (event) => {
    (event.target as Element).closest("[data-toast-close]")?.closest(".toast")?.remove();
  });
  document.addEventListener("toast", (event) => {
    const { text, kind } = (event as CustomEvent<{ text: string; kind?: string }>).detail;
    say(text, kind);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const request = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
    sayRefused(request.getResponseHeader("X-Words"), true);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => sayRefused(null, false));
  }
}
