// Makes one sprite of the icons in use, so that a page loads one file and no font of icons.
import { readFileSync, writeFileSync } from "node:fs";

const out = "../src/pipeloop/ui/static/pipeloop/";
const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const inside = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${inside}</symbol>`;
});
writeFileSync(`${out}icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);

const infinity = readFileSync("node_modules/@tabler/icons/icons/outline/infinity.svg", "utf8");
writeFileSync(`${out}favicon.svg`, infinity.replace("currentColor", "#0a66c2"));
