/** The board: a card is dragged, or moved from its menu; a closed gate opens its dialog here. */
import htmx from "htmx.org";
import Sortable from "sortablejs";

import { showRefusal } from "./toasts";

const gate = (): HTMLElement => document.getElementById("gate") as HTMLElement;
const lanes = (): HTMLElement | null => document.getElementById("lanes");
let gateCard: HTMLElement | null = null;

async function send(card: HTMLElement, to: string): Promise<Response> {
  const body = new URLSearchParams({ to, seen: card.dataset.revision ?? "", board: "drag" });
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  return fetch(card.dataset.moveUrl ?? "", {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token, "HX-Request": "true" },
  });
}

/** Move a card to a lane; `putBack` returns it to where it was. */
async function move(card: HTMLElement, lane: HTMLElement, putBack: () => void): Promise<void> {
  closeGate();
  card.classList.add("is-moving");
  const answer = await send(card, lane.dataset.step ?? "").catch(() => null);
  const html = answer ? await answer.text() : "";
  card.classList.remove("is-moving");
  if (answer?.ok) {
    card.outerHTML = html;
    const fresh = document.getElementById(card.id);
    if (fresh) htmx.process(fresh);
    void refreshHeads();
    return;
  }
  putBack();
  if (answer && (answer.status === 409 || answer.status === 422) && html.includes("<form")) openGate(card, html);
  else {
    showRefusal(answer?.headers.get("X-Words"), answer !== null);
    // Somebody else was first: show where the deal is now.
    if (answer?.status === 409) void refresh();
  }
}

function openGate(card: HTMLElement, html: string): void {
  const dialog = gate();
  gateCard = card;
  dialog.innerHTML = html;
  dialog.classList.add("is-open");
  htmx.process(dialog);
  placeBeside(card, dialog);
  focusGate(dialog);
}

/** Name the dialog after its heading, and focus the first field to fill in. */
function focusGate(dialog: HTMLElement): void {
  dialog.setAttribute("aria-label", dialog.querySelector("h2")?.textContent ?? "");
  dialog.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
}

/** Put the dialog at the right of its card, or at its left where there is no room. */
function placeBeside(card: HTMLElement, dialog: HTMLElement): void {
  if (innerWidth < 600) return;
  const box = card.getBoundingClientRect();
  const left = box.right + dialog.offsetWidth + 20 < innerWidth ? box.right + 10 : box.left - dialog.offsetWidth - 10;
  const top = Math.min(box.top, innerHeight - dialog.offsetHeight - 16);
  dialog.style.left = `${Math.max(8, left)}px`;
  dialog.style.top = `${Math.max(8, top)}px`;
}

/** Close the dialog, and go back to the card that it asked about if the reader was in it. */
function closeGate(): void {
  const dialog = gate();
  if (!dialog.classList.contains("is-open")) return;
  const within = dialog.contains(document.activeElement);
  dialog.classList.remove("is-open");
  dialog.replaceChildren();
  if (within) gateCard?.querySelector<HTMLElement>("a")?.focus();
  gateCard = null;
}

async function fetchLanes(): Promise<HTMLElement | null> {
  const url = lanes()?.dataset.url;
  if (!url) return null;
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  const box = document.createElement("div");
  box.innerHTML = await answer.text();
  return answer.ok ? box : null;
}

/** Counts and sums above the lanes; what is scrolled and loaded stays. */
async function refreshHeads(): Promise<void> {
  const fresh = await fetchLanes();
  for (const head of fresh?.querySelectorAll<HTMLElement>(".lane-head") ?? []) {
    document.getElementById(head.id)?.replaceWith(head);
  }
}

async function refresh(): Promise<void> {
  const moved = gateCard?.id ?? "";
  closeGate();
  const [fresh, current] = [await fetchLanes(), lanes()];
  if (!fresh || !current) return;
  current.replaceChildren(...fresh.childNodes);
  htmx.process(current);
  board(current);
  if (document.activeElement === document.body) document.getElementById(moved)?.querySelector("a")?.focus();
}

/** The menu of a card offers the other lanes: for the keyboard, and for a phone. */
function fillMenu(button: HTMLElement, menu: HTMLElement): void {
  const card = button.closest<HTMLElement>(".deal-card");
  const own = button.closest<HTMLElement>(".lane-cards");
  menu.replaceChildren();
  for (const lane of document.querySelectorAll<HTMLElement>(".lane-cards")) {
    if (lane === own || !card) continue;
    const item = document.createElement("button");
    item.type = "button";
    item.className = "menu-item";
    item.textContent = `→ ${lane.dataset.stepName ?? ""}`;
    item.addEventListener("click", () => {
      const next = card.nextSibling;
      lane.prepend(card);
      void move(card, lane, () => own?.insertBefore(card, next));
    });
    menu.append(item);
  }
}

function makeSortable(lane: HTMLElement): void {
  Sortable.create(lane, {
    group: "board",
    draggable: ".deal-card",
    sort: false,
    animation: 120,
    delay: 150,
    delayOnTouchOnly: true,
    onAdd: ({ item, from, to, oldDraggableIndex }) => {
      const putBack = (): void => {
        const cards = from.querySelectorAll(":scope > .deal-card");
        from.insertBefore(item, cards[oldDraggableIndex ?? 0] ?? from.querySelector(".lane-more"));
      };
      void move(item, to, putBack);
    },
  });
}

export function board(root: HTMLElement): void {
  for (const lane of root.querySelectorAll<HTMLElement>(".lane-cards")) if (!Sortable.get(lane)) makeSortable(lane);
  if (root !== document.body) return;
  document.addEventListener("menu-open", (event) => {
    const button = event.target as HTMLElement;
    if (button.matches("[data-lane-menu]")) fillMenu(button, (event as CustomEvent<HTMLElement>).detail);
  });
  document.addEventListener("board-changed", () => void refresh());
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = (event as CustomEvent).detail.target as HTMLElement;
    if (target.id === "gate") focusGate(target);
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-gate-close]")) closeGate();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeGate();
  });
}
