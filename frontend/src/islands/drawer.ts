/** The side panel: opens when content arrives, keeps the focus inside, and returns it on closing. */
const panel = (): HTMLElement | null => document.getElementById("drawer");
let opener: HTMLElement | null = null;

const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary";

function close(): void {
  const drawer = panel();
  if (!drawer?.classList.contains("is-open")) return;
  drawer.classList.remove("is-open");
  drawer.replaceChildren();
  document.body.classList.remove("has-drawer");
  opener?.focus();
  opener = null;
}

function show(drawer: HTMLElement): void {
  drawer.classList.add("is-open");
  document.body.classList.add("has-drawer");
  const first =
    drawer.querySelector<HTMLElement>("[aria-invalid=true]") ??
    drawer.querySelector<HTMLElement>(".drawer-body input:not([type=hidden]), .drawer-body textarea") ??
    drawer.querySelector<HTMLElement>(FOCUSABLE);
  first?.focus();
}

function trapFocus(event: KeyboardEvent): void {
  const drawer = panel();
  if (!drawer?.classList.contains("is-open")) return;
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) close();
  if (event.key !== "Tab") return;
  const items = [...drawer.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((item) => item.offsetParent);
  const [first, last] = [items[0], items[items.length - 1]];
  const focused = document.activeElement;
  if (event.shiftKey && focused === first) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && focused === last) {
    event.preventDefault();
    first?.focus();
  }
}

export function drawer(): void {
  document.addEventListener("keydown", trapFocus);
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const link = target.closest<HTMLElement>("[data-drawer]");
    if (link) opener = link;
    if (target.closest("[data-drawer-close]")) close();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = (event as CustomEvent).detail.target as HTMLElement;
    if (target.id === "drawer") show(target);
  });
}
