/** The process map: [data-flow]. The server tells what there is, this draws it and lets one go about in it. */
import htmx from "htmx.org";

import { asks, draw, element, label } from "./draw";
import { plan, type Plan } from "./layout";
import { Glass } from "./moving";
import { type Edge, type Look, type Part, type Picture, say, shown, START, type View } from "./picture";
import { save } from "./saving";

class ProcessMap {
  private readonly canvas: HTMLElement;
  private readonly tools: HTMLElement;
  private readonly svg = element("svg", { class: "flow-svg", width: "100%", height: "100%" }) as SVGSVGElement;
  private readonly glass: Glass;
  private readonly look: Look;
  private part: Part = { steps: [], edges: [], share: 0 };
  private made: Plan = { width: 1, height: 1, boxes: new Map(), runs: [] };

  constructor(
    root: HTMLElement,
    private readonly picture: Picture,
  ) {
    this.canvas = root.querySelector("[data-flow-canvas]") as HTMLElement;
    this.tools = root.querySelector("[data-flow-tools]") as HTMLElement;
    this.canvas.replaceChildren(this.svg);
    this.glass = new Glass(this.canvas, () => this.svg.querySelector(".flow-view"));
    const asked = new URLSearchParams(location.search);
    const show = Number.parseFloat(asked.get("show") ?? "");
    this.look = {
      view: asked.get("view") === "time" ? "time" : "count",
      metric: asked.get("metric") ?? "median",
      show: show >= 0 && show <= 1 ? show : picture.show,
    };
    this.tools.hidden = false;
    this.listen();
    this.render(true);
  }

  private find<Found extends HTMLElement>(selector: string): Found {
    return this.tools.querySelector(selector) as Found;
  }

  private listen(): void {
    const [slider, metric] = [this.find<HTMLInputElement>("[data-flow-show]"), this.find<HTMLSelectElement>("[data-flow-metric]")];
    slider.value = String(Math.round(this.look.show * 100));
    slider.addEventListener("input", () => this.change({ show: Number(slider.value) / 100 }));
    metric.value = this.look.metric;
    metric.addEventListener("change", () => this.change({ metric: metric.value }));
    this.tools.addEventListener("click", (event) => this.press((event.target as Element).closest("button")));
    this.canvas.addEventListener("click", (event) => this.open(event));
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.open(event);
    });
    this.canvas.addEventListener("focusin", (event) => {
      this.near(event.target as Element);
      if (event.target !== this.canvas && (event.target as Element).matches(":focus-visible")) this.glass.reveal(event.target as Element);
    });
    this.canvas.addEventListener("pointerover", (event) => this.near(event.target as Element));
  }

  private press(button: HTMLButtonElement | null): void {
    const { flowView, flowZoom, flowSave, file } = button?.dataset ?? {};
    if (flowView) this.change({ view: flowView as View });
    if (flowZoom === "in") this.glass.nearer();
    if (flowZoom === "out") this.glass.farther();
    if (flowZoom === "fit") this.glass.fit();
    if (flowSave) void save(this.svg, this.made, flowSave, file ?? `map.${flowSave}`);
  }

  private change(to: Partial<Look>): void {
    Object.assign(this.look, to);
    this.render("show" in to);
    this.keep();
  }

  /** Draw anew; what is in sight stays so, unless there is more or less of it now. */
  private render(anew: boolean): void {
    this.part = shown(this.picture, this.look.show);
    this.made = plan(this.part, (edge: Edge) => label(edge, this.look));
    this.svg.replaceChildren(draw(this.picture, this.part, this.made, this.look));
    this.canvas.dataset.view = this.look.view;
    if (anew) this.glass.fit(this.made.width, this.made.height, this.made.boxes.get(START)?.x ?? 0);
    else this.glass.show();
    for (const button of this.tools.querySelectorAll<HTMLElement>("[data-flow-view]"))
      button.setAttribute("aria-pressed", String(button.dataset.flowView === this.look.view));
    for (const part of ["[data-flow-metric]", "[data-flow-clocks]"]) this.find(part).hidden = this.look.view !== "time";
    const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(this.part.share);
    this.find("[data-flow-shown]").textContent = say(this.picture.words.shown ?? "", { share, steps: String(this.part.steps.length) });
  }

  /** The address and the filters keep how the reader looks, so that it can be shared and outlives a filter. */
  private keep(): void {
    const url = new URL(location.href);
    const form = document.querySelector<HTMLFormElement>(".log-filters");
    for (const [name, value] of Object.entries(this.look)) {
      url.searchParams.set(name, String(value));
      let field = form?.querySelector<HTMLInputElement>(`[data-look="${name}"]`);
      if (form && !field) {
        field = document.createElement("input");
        Object.assign(field, { type: "hidden", name });
        field.dataset.look = name;
        form.prepend(field);
      }
      if (field) field.value = String(value);
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".chips a[href], .flow-clocks a")) {
      const to = new URL(link.href);
      for (const [name, value] of Object.entries(this.look)) to.searchParams.set(name, String(value));
      link.href = to.href;
    }
    history.replaceState(history.state, "", url);
  }

  private edgeOf(item: Element): Edge | undefined {
    const of = item.getAttribute("data-edge");
    return this.part.edges.find((edge) => `${edge.from} ${edge.to}` === of);
  }

  /** What is pressed opens its deals in the drawer. */
  private open(event: Event): void {
    const item = (event.target as Element).closest("[data-step], .flow-edge");
    if (!item || (event.type === "click" && this.glass.dragged)) return;
    event.preventDefault();
    const steps = new Map(this.part.steps.map((step) => [step.code, step]));
    const edge = this.edgeOf(item);
    const step = steps.get(Number(item.getAttribute("data-step")));
    const place = edge ? asks(edge, steps) : new URLSearchParams({ place: "step", one: step?.name ?? "" }).toString();
    void htmx.ajax("get", this.picture.deals + place, "#drawer");
  }

  /** What is under the pointer or has the focus stands out with all that it touches. */
  private near(item: Element): void {
    const own = item.closest("[data-step], [data-edge]");
    this.svg.classList.toggle("has-near", own !== null);
    for (const before of this.svg.querySelectorAll(".is-near")) before.classList.remove("is-near");
    if (!own) return;
    const edge = this.edgeOf(own);
    const code = own.getAttribute("data-step");
    const touched = edge ? [edge] : this.part.edges.filter((one) => [String(one.from), String(one.to)].includes(code ?? ""));
    const codes = new Set([code, ...touched.flatMap((one) => [String(one.from), String(one.to)])]);
    for (const one of this.svg.querySelectorAll("[data-step]")) one.classList.toggle("is-near", codes.has(one.getAttribute("data-step")));
    const ids = new Set(touched.map((one) => `${one.from} ${one.to}`));
    for (const one of this.svg.querySelectorAll("[data-edge]")) one.classList.toggle("is-near", ids.has(one.getAttribute("data-edge") ?? ""));
  }
}

export function processMap(root: HTMLElement): void {
  for (const flow of root.querySelectorAll<HTMLElement>("[data-flow]")) {
    const told = flow.querySelector("#flow-picture")?.textContent;
    if (told && !flow.querySelector("svg.flow-svg")) new ProcessMap(flow, JSON.parse(told) as Picture);
  }
}
