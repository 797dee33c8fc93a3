// Cuts the one glyph ₽ (U+20BD) out of each family's latin-ext file, so that a price never pulls in
// 60 KB of letters we do not write with. Run once after a font update: `npm run glyph`; the results are kept in src/fonts.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import subset from "subset-font";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const cuts = [
  ["cormorant/files/cormorant-latin-ext-wght-normal.woff2", "cormorant-ruble.woff2"],
  ["golos-text/files/golos-text-latin-ext-wght-normal.woff2", "golos-text-ruble.woff2"],
];

for (const [from, to] of cuts) {
  const whole = await readFile(here(`../node_modules/@fontsource-variable/${from}`));
  const cut = await subset(whole, "₽", { targetFormat: "woff2" });
  await writeFile(here(`../src/fonts/${to}`), cut);
  console.log(`${to}: ${cut.length} bytes of ${whole.length}`);
}
