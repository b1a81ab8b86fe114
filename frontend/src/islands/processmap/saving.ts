/** The picture as a file: SVG with its styles inlined, or PNG through a canvas. */
const INLINED_STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "opacity", "font-family", "font-size",
  "font-weight", "text-anchor", "paint-order", "stroke-linejoin", "stroke-linecap", "display",
];
const PIXEL_RATIO = 2;
/** The largest side of a canvas that every browser allows. */
const MAX_CANVAS_SIDE = 8000;

interface SvgFile {
  text: string;
  width: number;
  height: number;
}

/** The whole picture, whichever part of it is visible. */
function standalone(svg: SVGSVGElement, width: number, height: number): SvgFile {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  to.forEach((item, place) => {
    const style = getComputedStyle(from[place] as Element);
    for (const name of INLINED_STYLES) item.setAttribute(name, style.getPropertyValue(name));
    for (const name of ["class", "tabindex", "data-drawer"]) item.removeAttribute(name);
    const text = from[place];
    // Where the page's font is missing, another one has to fit the same boxes.
    if (text instanceof SVGTextElement) item.setAttribute("textLength", text.getComputedTextLength().toFixed(1));
  });
  copy.querySelector("g")?.removeAttribute("transform");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const background = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  background.setAttribute("width", "100%");
  background.setAttribute("height", "100%");
  background.setAttribute("fill", getComputedStyle(svg).backgroundColor);
  copy.prepend(background);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function rasterize(file: SvgFile): Promise<Blob | null> {
  const picture = new Image();
  // The content security policy allows images from data and from this site only.
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(file.text)}`;
  await picture.decode();
  const ratio = Math.min(PIXEL_RATIO, MAX_CANVAS_SIDE / Math.max(file.width, file.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(file.width * ratio);
  canvas.height = Math.ceil(file.height * ratio);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export async function save(svg: SVGSVGElement, size: { width: number; height: number }, kind: string, name: string): Promise<void> {
  const file = standalone(svg, Math.ceil(size.width), Math.ceil(size.height));
  const blob = kind === "png" ? await rasterize(file) : new Blob([file.text], { type: "image/svg+xml" });
  if (blob) download(blob, name);
}
