/** Messages in the corner: a success disappears after a while, an error stays until it is closed. */
const STAY_MS = 6000;
const box = (): HTMLElement | null => document.getElementById("toasts");

function removeLater(toast: Element): void {
  if (!toast.classList.contains("is-error")) setTimeout(() => toast.remove(), STAY_MS);
}

/** Show a message in the form of the template that the page carries. */
export function showToast(text: string, kind = "success"): void {
  const pattern = document.querySelector<HTMLTemplateElement>("#toast-pattern");
  const toast = pattern?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!toast || !text) return;
  toast.classList.add(`is-${kind}`);
  toast.prepend(text);
  box()?.append(toast);
  removeLater(toast);
}

/** Say why a request failed: the server's words if it sent any, else ours. */
export function showRefusal(words: string | null | undefined, isReached: boolean): void {
  const message = words ? decodeURIComponent(words) : undefined;
  showToast(message ?? (isReached ? box()?.dataset.failed : box()?.dataset.offline) ?? "", "error");
}

export function toasts(): void {
  document.querySelectorAll("[data-toast]").forEach(removeLater);
  document.addEventListener("click", (event) => {
    (event.target as Element).closest("[data-toast-close]")?.closest(".toast")?.remove();
  });
  document.addEventListener("toast", (event) => {
    const { text, kind } = (event as CustomEvent<{ text: string; kind?: string }>).detail;
    showToast(text, kind);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const request = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
    showRefusal(request.getResponseHeader("X-Words"), true);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => showRefusal(null, false));
  }
}
