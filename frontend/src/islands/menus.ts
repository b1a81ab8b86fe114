/** Small menus that open under their button, and the main menu on narrow screens. */
const GAP = 6;

function open(button: HTMLElement, menu: HTMLElement): void {
  closeAll();
  button.dispatchEvent(new CustomEvent("menu-open", { bubbles: true, detail: menu }));
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  place(button, menu);
}

/** Under the button, or above it where there is no room; free of the box that scrolls around it. */
function place(button: HTMLElement, menu: HTMLElement): void {
  const box = button.getBoundingClientRect();
  const atEnd = menu.classList.contains("menu-end");
  const left = atEnd ? box.right - menu.offsetWidth : box.left;
  const below = box.bottom + GAP;
  const fits = below + menu.offsetHeight <= innerHeight - GAP;
  const top = fits ? below : box.top - menu.offsetHeight - GAP;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - menu.offsetWidth - GAP))}px`;
  menu.style.top = `${Math.max(GAP, top)}px`;
}

function closeAll(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-menu][aria-expanded=true]")) {
    button.setAttribute("aria-expanded", "false");
    const menu = button.nextElementSibling as HTMLElement | null;
    if (menu) menu.hidden = true;
  }
}

function step(menu: HTMLElement, by: number): void {
  const items = [...menu.querySelectorAll<HTMLElement>("a, button")];
  const current = items.indexOf(document.activeElement as HTMLElement);
  items[(current + by + items.length) % items.length]?.focus();
}

function onKey(event: KeyboardEvent): void {
  const button = document.querySelector<HTMLElement>("[data-menu][aria-expanded=true]");
  const menu = button?.nextElementSibling as HTMLElement | null;
  if (!button || !menu) return;
  if (event.key === "Escape") {
    closeAll();
    button.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(menu, event.key === "ArrowDown" ? 1 : -1);
  }
}

function isInMenu(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(".menu") !== null;
}

export function menus(): void {
  document.addEventListener("keydown", onKey);
  // A menu is placed at its button once: it closes when the page moves under it.
  addEventListener("resize", closeAll);
  document.addEventListener("scroll", (event) => isInMenu(event.target) || closeAll(), true);
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const nav = target.closest<HTMLElement>("[data-nav-toggle]");
    if (nav) {
      const shown = document.querySelector(".topnav")?.classList.toggle("is-open") ?? false;
      nav.setAttribute("aria-expanded", String(shown));
      return;
    }
    const button = target.closest<HTMLElement>("[data-menu]");
    const menu = button?.nextElementSibling as HTMLElement | null;
    if (button && menu) {
      if (menu.hidden) open(button, menu);
      else closeAll();
    } else if (!target.closest(".menu-theme")) closeAll();
  });
}
