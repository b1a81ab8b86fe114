/** Messages at the corner: what was done goes by itself, what went wrong stays. */
const STAY_MS = 6000;

function leave(toast: Element): void {
  if (!toast.classList.contains("is-error")) setTimeout(() => toast.remove(), STAY_MS);
}

export function say(text: string, kind = "success"): void {
  const toast = document.createElement("div");
  toast.className = `toast is-${kind}`;
  toast.textContent = text;
  document.getElementById("toasts")?.append(toast);
  leave(toast);
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
}
