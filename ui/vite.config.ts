import { existsSync } from "node:fs";
import { defineConfig } from "vite";

// One entry per shell and island; the server finds the hashed names in dist/.vite/manifest.json by these keys.
const entries = [
  "src/site.css",
  "src/letter.css",
  "src/phone.css",
  "src/desk.css",
  "src/site.ts",
  "src/calculator.ts",
  "src/phone.ts",
  "src/desk.ts",
  "src/shifts.ts",
  "src/book.ts",
].filter((file) => existsSync(new URL(file, import.meta.url)));

export default defineConfig({
  // The server answers /assets/* from dist/assets/*, so the base stays at the root and the folder gives the path.
  base: "/",
  build: {
    outDir: "dist",
    assetsDir: "assets",
    manifest: true,
    target: "baseline-widely-available",
    // The CSP allows no data: fonts, and a file of its own can be cached: nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: entries },
  },
});
