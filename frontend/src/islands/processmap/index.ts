/** The process map: [data-flow]. Draws the data that the server sends, and pans, zooms and opens deals. */
import htmx from "htmx.org";

import { draw, edgeQuery, element, label } from "./draw";
import { type Layout, layoutOf } from "./layout";
import { PanZoom } from "./panzoom";
import { type Edge, format, type Part, partOf, type Picture, START, type View, type ViewOptions } from "./picture";
import { save } from "./saving";

class ProcessMap {
  private readonly canvas: HTMLElement;
  private readonly tools: HTMLElement;
  private readonly svg = element("svg", { class: "flow-svg", width: "100%", height: "100%" }) as SVGSVGElement;
  private readonly panZoom: PanZoom;
  private readonly options: ViewOptions;
  private part: Part = { steps: [], edges: [], share: 0 };
  private layout: Layout = { width: 1, height: 1, boxes: new Map(), routes: [] };

  constructor(
    root: HTMLElement,
    private readonly picture: Picture,
  ) {
    this.canvas = root.querySelector("[data-flow-canvas]") as HTMLElement;
    this.tools = root.querySelector("[data-flow-tools]") as HTMLElement;
    this.canvas.replaceChildren(this.svg);
    this.panZoom = new PanZoom(this.canvas, () => this.svg.querySelector(".flow-view"));
    const query = new URLSearchParams(location.search);
    const show = Number.parseFloat(query.get("show") ?? "");
    this.options = {
      view: query.get("view") === "time" ? "time" : "count",
      metric: query.get("metric") ?? "median",
      show: show >= 0 && show <= 1 ? show : picture.show,
    };
    this.tools.hidden = false;
    this.listen();
    this.render(true);
  }

  private find<Kind extends HTMLElement>(selector: string): Kind {
    return this.tools.querySelector(selector) as Kind;
  }

  private listen(): void {
    const [slider, metric] = [this.find<HTMLInputElement>("[data-flow-show]"), this.find<HTMLSelectElement>("[data-flow-metric]")];
    slider.value = String(Math.round(this.options.show * 100));
    slider.addEventListener("input", () => this.change({ show: Number(slider.value) / 100 }));
    metric.value = this.options.metric;
    metric.addEventListener("change", () => this.change({ metric: metric.value }));
    this.tools.addEventListener("click", (event) => this.press((event.target as Element).closest("button")));
    this.canvas.addEventListener("click", (event) => this.open(event));
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.open(event);
    });
    this.canvas.addEventListener("focusin", (event) => {
      this.highlight(event.target as Element);
      if (event.target !== this.canvas && (event.target as Element).matches(":focus-visible")) this.panZoom.reveal(event.target as Element);
    });
    this.canvas.addEventListener("pointerover", (event) => this.highlight(event.target as Element));
  }

  private press(button: HTMLButtonElement | null): void {
    const { flowView, flowZoom, flowSave, file } = button?.dataset ?? {};
    if (flowView) this.change({ view: flowView as View });
    if (flowZoom === "in") this.panZoom.zoomIn();
    if (flowZoom === "out") this.panZoom.zoomOut();
    if (flowZoom === "fit") this.panZoom.fit();
    if (flowSave) void save(this.svg, this.layout, flowSave, file ?? `map.${flowSave}`);
  }

  private change(changes: Partial<ViewOptions>): void {
    Object.assign(this.options, changes);
    this.render("show" in changes);
    this.storeOptions();
  }

  /** Draw the map; pan and zoom stay as they are, unless it is to be fitted. */
  private render(fit: boolean): void {
    this.part = partOf(this.picture, this.options.show);
    this.layout = layoutOf(this.part, (edge: Edge) => label(edge, this.options));
    this.svg.replaceChildren(draw(this.picture, this.part, this.layout, this.options));
    this.canvas.dataset.view = this.options.view;
    if (fit) this.panZoom.fit(this.layout.width, this.layout.height, this.layout.boxes.get(START)?.x ?? 0);
    else this.panZoom.show();
    for (const button of this.tools.querySelectorAll<HTMLElement>("[data-flow-view]"))
      button.setAttribute("aria-pressed", String(button.dataset.flowView === this.options.view));
    for (const part of ["[data-flow-metric]", "[data-flow-clocks]"]) this.find(part).hidden = this.options.view !== "time";
    const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(this.part.share);
    this.find("[data-flow-shown]").textContent = format(this.picture.words.shown ?? "", { share, steps: String(this.part.steps.length) });
  }

  /** Keep the options in the address and in the filters, so that they can be shared and survive a filter. */
  private storeOptions(): void {
    const url = new URL(location.href);
    const form = document.querySelector<HTMLFormElement>(".log-filters");
    for (const [name, value] of Object.entries(this.options)) {
      url.searchParams.set(name, String(value));
      let field = form?.querySelector<HTMLInputElement>(`[data-view-field="${name}"]`);
      if (form && !field) {
        field = document.createElement("input");
        Object.assign(field, { type: "hidden", name });
        field.dataset.viewField = name;
        form.prepend(field);
      }
      if (field) field.value = String(value);
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".chips a[href], .flow-clocks a")) {
      const target = new URL(link.href);
      for (const [name, value] of Object.entries(this.options)) target.searchParams.set(name, String(value));
      link.href = target.href;
    }
    history.replaceState(history.state, "", url);
  }

  private edgeOf(item: Element): Edge | undefined {
    const id = item.getAttribute("data-edge");
    return this.part.edges.find((edge) => `${edge.from} ${edge.to}` === id);
  }

  /** Open the deals of the pressed step or edge in the drawer. */
  private open(event: Event): void {
    const item = (event.target as Element).closest("[data-step], .flow-edge");
    if (!item || (event.type === "click" && this.panZoom.dragged)) return;
    event.preventDefault();
    const steps = new Map(this.part.steps.map((step) => [step.code, step]));
    const edge = this.edgeOf(item);
    const step = steps.get(Number(item.getAttribute("data-step")));
    const query = edge ? edgeQuery(edge, steps) : new URLSearchParams({ element: "step", source: step?.name ?? "" }).toString();
    void htmx.ajax("get", this.picture.deals + query, "#drawer");
  }

  /** Highlight the step or edge under the pointer or with the focus, and what it is connected with. */
  private highlight(item: Element): void {
    const target = item.closest("[data-step], [data-edge]");
    this.svg.classList.toggle("has-near", target !== null);
    for (const before of this.svg.querySelectorAll(".is-near")) before.classList.remove("is-near");
    if (!target) return;
    const edge = this.edgeOf(target);
    const code = target.getAttribute("data-step");
    const connected = edge ? [edge] : this.part.edges.filter(({ from, to }) => [String(from), String(to)].includes(code ?? ""));
    const codes = new Set([code, ...connected.flatMap(({ from, to }) => [String(from), String(to)])]);
    for (const step of this.svg.querySelectorAll("[data-step]")) step.classList.toggle("is-near", codes.has(step.getAttribute("data-step")));
    const ids = new Set(connected.map(({ from, to }) => `${from} ${to}`));
    for (const line of this.svg.querySelectorAll("[data-edge]")) line.classList.toggle("is-near", ids.has(line.getAttribute("data-edge") ?? ""));
  }
}

export function processMap(root: HTMLElement): void {
  for (const flow of root.querySelectorAll<HTMLElement>("[data-flow]")) {
    const data = flow.querySelector("#flow-picture")?.textContent;
    if (data && !flow.querySelector("svg.flow-svg")) new ProcessMap(flow, JSON.parse(data) as Picture);
  }
}
