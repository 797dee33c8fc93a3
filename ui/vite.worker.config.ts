import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

// The phone's worker: one file under one name, built after the pages, whose files it keeps.
interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
  assets?: string[];
}

const manifest = JSON.parse(readFileSync(new URL("dist/.vite/manifest.json", import.meta.url), "utf8")) as Record<string, Chunk>;

/** What an entry loads, with all that this loads in turn. */
function files(key: string, seen = new Set<string>()): string[] {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return [];
  seen.add(key);
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? []), ...(chunk.imports ?? []).flatMap((one) => files(one, seen))];
}

const kept = [...new Set(["src/phone.css", "src/phone.ts"].flatMap((entry) => files(entry)))].map((file) => `/${file}`);

export default defineConfig({
  define: { PHONE_FILES: JSON.stringify(kept), "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    copyPublicDir: false,
    target: "baseline-widely-available",
    rollupOptions: { input: "src/work/worker.ts", output: { format: "iife", entryFileNames: "worker.js" } },
  },
});
