/** Filters act as soon as they change; typing waits for a pause, and keeps its place. form[data-autosubmit] */
import htmx from "htmx.org";

const PAUSE_MS = 400;

async function send(form: HTMLFormElement): Promise<void> {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, String(value));
  const url = query.size ? `${location.pathname}?${query}` : location.pathname;
  // As a whole page, of which the content is taken: the field that has the focus has its name there too.
  const headers = { "HX-Boosted": "true" };
  await htmx.ajax("get", url, { source: "#content", target: "#content", select: "#content", swap: "outerHTML", headers });
  history.replaceState(history.state, "", url);
}

export function filters(): void {
  let pause: number | undefined;
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLInputElement;
    const form = field.closest<HTMLFormElement>("form[data-autosubmit]");
    // What was typed is sent after a pause; leaving the field changes nothing.
    if (form && field.type !== "search") void send(form);
  });
  document.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    const form = field.closest<HTMLFormElement>("form[data-autosubmit]");
    if (!form || field.type !== "search") return;
    clearTimeout(pause);
    pause = window.setTimeout(() => void send(form), PAUSE_MS);
  });
}
