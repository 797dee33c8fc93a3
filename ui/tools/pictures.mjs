// Takes the pictures of docs/pictures from real pages of a demo house that is served already:
// node ui/tools/pictures.mjs http://127.0.0.1:8080
import { mkdir } from "node:fs/promises";
import { chromium } from "playwright-core";

const origin = process.argv[2] ?? "http://127.0.0.1:8080";
const folder = new URL("../../docs/pictures/", import.meta.url).pathname;

/** Name, address, door of `/demo` ("" for a visitor), width, height, colours, and what the picture begins at. */
const PICTURES = [
  ["home", "/", "", 1280, 800, "light"],
  ["home-phone", "/", "", 390, 780, "light"],
  ["demo", "/demo", "", 1280, 800, "light"],
  ["portal", "/my", "client", 1280, 800, "light"],
  ["phone", "/work", "cleaner", 390, 780, "light"],
  ["desk", "/desk", "manager", 1440, 900, "light", ".day"],
  ["desk-dark", "/desk", "manager", 1440, 900, "dark", ".day"],
];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const [name, path, door, width, height, colorScheme, from] of PICTURES) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: "ru-RU", baseURL: origin });
  const page = await context.newPage();
  if (door) {
    await page.goto("/demo");
    await page.locator(`button[name=role][value=${door}]`).click();
    await page.waitForLoadState("load");
  }
  await page.goto(path);
  if (from) await page.locator(from).evaluate((shown) => window.scrollTo(0, shown.getBoundingClientRect().top - 12));
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => Promise.all([...document.images].filter((image) => image.getBoundingClientRect().top < innerHeight).map((image) => image.decode())));
  await page.screenshot({ path: `${folder}${name}.jpg`, type: "jpeg", quality: 58 });
  await context.close();
}
await browser.close();
