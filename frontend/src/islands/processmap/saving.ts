/** The picture as a file: SVG with its styles written in, or PNG through a canvas. */
const WRITTEN = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "opacity", "font-family", "font-size",
  "font-weight", "text-anchor", "paint-order", "stroke-linejoin", "stroke-linecap", "display",
];
const SHARPNESS = 2;
/** As large as browsers let a canvas be. */
const LARGEST = 8000;

interface File {
  text: string;
  width: number;
  height: number;
}

/** The whole picture, whatever part of it is in sight. */
function standalone(svg: SVGSVGElement, width: number, height: number): File {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  to.forEach((item, place) => {
    const look = getComputedStyle(from[place] as Element);
    for (const name of WRITTEN) item.setAttribute(name, look.getPropertyValue(name));
    for (const name of ["class", "tabindex", "data-drawer"]) item.removeAttribute(name);
    const text = from[place];
    // Where the page's font is not at hand, another one is to fit the same boxes.
    if (text instanceof SVGTextElement) item.setAttribute("textLength", text.getComputedTextLength().toFixed(1));
  });
  copy.querySelector("g")?.removeAttribute("transform");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(svg).backgroundColor);
  copy.prepend(ground);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

function keep(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function raster(file: File): Promise<Blob | null> {
  const picture = new Image();
  // The policy of content lets pictures come from data, and from nowhere else but this site.
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(file.text)}`;
  await picture.decode();
  const sharp = Math.min(SHARPNESS, LARGEST / Math.max(file.width, file.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(file.width * sharp);
  canvas.height = Math.ceil(file.height * sharp);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export async function save(svg: SVGSVGElement, size: { width: number; height: number }, kind: string, name: string): Promise<void> {
  const file = standalone(svg, Math.ceil(size.width), Math.ceil(size.height));
  const blob = kind === "png" ? await raster(file) : new Blob([file.text], { type: "image/svg+xml" });
  if (blob) keep(blob, name);
}
