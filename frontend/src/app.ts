import "./styles/index.css";

import htmx from "htmx.org";

import { board } from "./islands/board";
import { confirm } from "./islands/confirm";
import { dots } from "./islands/dots";
import { drawer } from "./islands/drawer";
import { files } from "./islands/files";
import { filters } from "./islands/filters";
import { menus } from "./islands/menus";
import { palette } from "./islands/palette";
import { processMap } from "./islands/processmap";
import { submits } from "./islands/submits";
import { theme } from "./islands/theme";
import { toasts } from "./islands/toasts";

// These listen on the document, so they also serve what htmx adds later.
for (const island of [theme, menus, drawer, confirm, palette, filters, submits, toasts, files]) island();

// These work on elements of their own, so they run again after every swap.
htmx.onLoad((root) => {
  board(root as HTMLElement);
  processMap(root as HTMLElement);
  dots(root as HTMLElement);
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content;
  if (token) (event as CustomEvent).detail.headers["X-CSRFToken"] = token;
});
