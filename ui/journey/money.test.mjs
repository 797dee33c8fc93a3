// The square on an invoice, as it stands on the page, read by a decoder that knows nothing of how it was made.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { atHome } from "./house.mjs";

const device = atHome();
const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
prepareZXingModule({ overrides: { wasmBinary: (await readFile(wasm)).buffer } });

/** Dots of the square, eight to a module. */
function drawn(side, path) {
  const [dot, width] = [8, side * 8];
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v/g)) {
    for (let row = y * dot; row < (Number(y) + 1) * dot; row += 1) {
      for (let column = x * dot; column < (Number(x) + Number(run)) * dot; column += 1) data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
    }
  }
  return { data, width, height: width, colorSpace: "srgb" };
}

test("a bank's program reads whom to pay, how much and what for; the paper is a PDF that a reader can be read aloud from", async () => {
  const { page, context } = await device({ width: 1440, theme: "light", lang: "ru-RU" });
  await page.goto("/demo");
  await page.locator("form:has(input[value=manager]) button, button[value=manager]").first().click();
  await page.waitForLoadState("networkidle");
  await page.goto("/desk/money");
  const invoice = (await page.locator("main a[href^='/desk/invoices/']").first().getAttribute("href")).split("/").at(-1);
  const paper = await page.request.get(`/my/invoices/${invoice}/pdf`);
  const text = (await paper.body()).toString("latin1");
  assert.ok(text.startsWith("%PDF-1.7") && text.includes("/StructTreeRoot") && text.includes("GolosText-Regular"));
  await context.close();

  const client = await device({ width: 390, theme: "dark", lang: "ru-RU" });
  await client.page.goto("/demo");
  await client.page.locator("form:has(input[value=client]) button, button[value=client]").first().click();
  await client.page.waitForLoadState("networkidle");
  await client.page.goto("/my/invoices");
  const owed = client.page.locator("main a[href^='/my/invoices/']:has(.warn)");
  assert.ok((await owed.count()) > 0, "the client of the demo has something to pay");
  await owed.first().click();
  await client.page.waitForLoadState("networkidle");
  const square = client.page.locator(".invoice-square svg");
  const side = Number((await square.getAttribute("viewBox")).split(" ").at(-1));
  const [read, ...others] = await readBarcodes(drawn(side, await square.locator(".square-ink").getAttribute("d")), { formats: ["QRCode"] });
  assert.deepEqual(others, []);
  const fields = Object.fromEntries(read.text.split("|").slice(1).map((field) => field.split("=")));
  assert.ok(read.text.startsWith("ST00012|"), read.text);
  assert.equal(fields.PersonalAcc, "40702810800000001703");
  assert.match(fields.Name, /^ООО «/);
  const shown = (await client.page.locator(".invoice-total dd").last().textContent()).replace(/[^\d,]/g, "");
  assert.equal(Number(fields.Sum), Math.round(Number(shown.replace(",", ".")) * 100));
  await client.context.close();
});
