// The owner edits a page of the house book: what is wrong is told in their language, leads to its place, and goes when it is mended.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();
const PAGE = "/desk/book/page/hours.toml";

/** The owner before the page of the hours. */
async function opened(way) {
  const { page, complaints, context } = await device(way);
  await page.goto("/demo");
  await page.locator("form:has(input[value=owner]) button, button[value=owner]").first().click();
  await page.waitForLoadState("networkidle");
  await page.goto(PAGE);
  return { page, complaints, context };
}

/** What stands over the text once it has been tried with a slip in it. */
async function tried(page, from, to) {
  const text = page.locator("[data-text]");
  await text.fill((await text.inputValue()).replace(from, to));
  await page.locator("button[value=check]").click();
  return page.locator("#faults li").allInnerTexts();
}

for (const script of [true, false]) {
  test(`a slip is told, found and mended ${script ? "by the keyboard" : "without scripts"}`, async () => {
    const { page, complaints, context } = await opened({ width: 1440, height: 900, script });
    const faults = await tried(page, "horizon_days = 14", "horizon_day = 14");
    assert.deepEqual(faults, ["7:1 horizon_day здесь не бывает, похоже на horizon_days: исправьте"]);
    if (script) {
      await check(page, "a page with a fault");
      await page.locator("#faults a").focus();
      await page.keyboard.press("Enter");
      const line = await page.locator("[data-text]").evaluate((text) => text.value.slice(text.selectionStart).split("\n")[0]);
      assert.match(line, /^horizon_day = 14/);
      await page.keyboard.type("# ");
    } else {
      assert.equal(await page.locator("#faults a").getAttribute("href"), "#line-7");
    }
    assert.deepEqual(await tried(page, /(# )?horizon_day = 14/, "horizon_days = 13"), []);
    await page.locator("button[value=publish]").click();
    await page.waitForURL(/\?done/);
    await tried(page, "horizon_days = 13", "horizon_days = 14");
    await page.locator("button[value=publish]").click();
    await page.waitForURL(/\?done/);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}

test("an English reader is told in English, on a phone in the dark", async () => {
  const { page, complaints, context } = await opened({ width: 390, theme: "dark", lang: "en-GB" });
  const faults = await tried(page, 'zone = "Europe/Moscow"', 'zone = "Europe/Paris"');
  assert.deepEqual(faults, ['5:8 the house keeps Moscow time: zone = "Europe/Moscow"']);
  await check(page, "a fault in English");
  assert.deepEqual(complaints, []);
  await context.close();
});
