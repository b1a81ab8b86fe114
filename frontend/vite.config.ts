import { defineConfig } from "vite";

// Names are stable: WhiteNoise adds the hashes, and templates ask for these names.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/pipeloop/ui/static/pipeloop",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    rollupOptions: {
      input: "src/app.ts",
      output: {
        entryFileNames: "app.js",
        assetFileNames: (asset) =>
          asset.names?.some((name) => name.endsWith(".css")) ? "app.css" : "[name][extname]",
      },
    },
  },
});
