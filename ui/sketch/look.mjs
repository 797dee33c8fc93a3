// Looks at the sketches in a real browser: pictures at two widths in both schemes, axe-core, and the strict CSP on every page.
//
//   node sketch/look.mjs FOLDER [name …]      (after `npm run build`; FOLDER lies outside the repository)
import { createServer } from "node:http";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [folder, ...names] = process.argv.slice(2);
if (!folder) throw new Error("where to? node sketch/look.mjs FOLDER [name …]");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const CSP = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";
const types = { html: "text/html", css: "text/css", js: "text/javascript", woff2: "font/woff2", svg: "image/svg+xml", png: "image/png" };

// Sketches say /assets/site.css; the build says site-<hash>.css.
const built = await readdir(here("../dist/assets"));
const hashed = (name) => {
  const [, stem, ending] = /^(.*)\.(\w+)$/.exec(name) ?? [];
  return built.find((file) => file === name) ?? built.find((file) => file.startsWith(`${stem}-`) && file.endsWith(`.${ending}`) && file.length === stem.length + ending.length + 10);
};

const price = (query) => `<dl class="lines">
  <div><dt>Поддерживающая уборка, ${query.get("area")}&nbsp;м²</dt><dd>6&nbsp;200&nbsp;₽</dd></div>
  ${query.has("extra") ? "<div><dt>Дополнительно</dt><dd>1&nbsp;900&nbsp;₽</dd></div>" : ""}
</dl>
<div class="total-sum"><div><p class="label">Итого, окончательно</p><p class="sum">8&nbsp;100&nbsp;₽</p></div>
<p class="total-work">≈&nbsp;3&nbsp;ч 30&nbsp;мин<br>2&nbsp;человека</p></div>
<p data-part="soon">Ближайшее: послезавтра, 09:00–12:30</p>`;

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  const name = basename(url.pathname);
  const send = (status, type, body) => response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "content-security-policy": CSP }).end(body);
  try {
    if (url.pathname === "/calculator/price") return send(200, "text/html", price(url.searchParams));
    if (url.pathname === "/favicon.ico") return send(204, "image/png", "");
    const path = url.pathname.startsWith("/assets/") ? join(here("../dist/assets"), hashed(name)) : here(name);
    const body = await readFile(path);
    // A page names its assets as the server would, so that a preloaded font is the font the stylesheet asks for.
    const page = path.endsWith(".html") ? String(body).replace(/\/assets\/([\w.-]+)/g, (whole, file) => `/assets/${hashed(file) ?? file}`) : body;
    return send(200, types[path.split(".").pop()] ?? "text/plain", page);
  } catch {
    return send(404, "text/plain", "no such file");
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://127.0.0.1:${server.address().port}`;

const axe = await readFile(here("../node_modules/axe-core/axe.min.js"), "utf8");
const pages = (await readdir(here("."))).filter((file) => file.endsWith(".html") && (names.length === 0 || names.includes(file.replace(".html", ""))));
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
let findings = 0;
const find = (...words) => {
  findings += 1;
  console.log(...words);
};

for (const file of pages) {
  for (const width of [390, 1440]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme, locale: "ru-RU", timezoneId: "Europe/Moscow", reducedMotion: "reduce" });
      const page = await context.newPage();
      const where = `${file} ${width} ${colorScheme}:`;
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && find(where, message.text()));
      page.on("pageerror", (error) => find(where, error.message));
      page.on("request", (request) => !request.url().startsWith(origin) && find(where, "foreign request", request.url()));
      await page.clock.install({ time: new Date("2026-11-24T18:00:00+03:00") });
      await page.goto(`${origin}/${file}`);
      await page.evaluate(() => document.fonts.ready);
      // Before the picture: taking it hides carets through style attributes of its own.
      const styled = await page.locator("[style]").count();
      if (styled > 0) find(where, `${styled} inline styles`);
      await page.screenshot({ path: join(folder, `${file.replace(".html", "")}-${width}-${colorScheme}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) find(where, `scrolls sideways by ${wide} px`);
      // Touch targets: links inside a sentence are exempt (WCAG 2.5.8), everything else is 44 px one way and the other.
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("button, .site-nav a, .site-footer a, select, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .pills label, .check, .segments label, .chip, .day-strip a")]
          .filter((element) => element.offsetParent && (element.getBoundingClientRect().height < 43.5 || element.getBoundingClientRect().width < 43.5))
          .map((element) => `${element.outerHTML.slice(0, 90)} ${Math.round(element.getBoundingClientRect().width)}×${Math.round(element.getBoundingClientRect().height)}`),
      );
      if (small.length > 0 && width === 390) find(where, "small targets", small);
      await page.evaluate(axe); // through the debugger, so the page keeps its CSP
      const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const violation of result.violations) find(where, violation.impact, violation.id, violation.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
      await context.close();
    }
  }
}
await browser.close();
server.close();
console.log(`${pages.length} sketches, ${findings} findings`);
process.exitCode = findings > 0 ? 1 : 0;
