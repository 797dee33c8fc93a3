// The desk's day from the keyboard alone: rows, the card, another day, the way to other pages, help.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

test("a manager runs the day without a mouse", async () => {
  const { page, complaints, context } = await device({ width: 1440, height: 900 });
  await page.goto("/demo");
  await page.getByRole("button", { name: "Сесть за стол" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk/);
  await check(page, "/desk");

  await page.keyboard.press("j");
  const first = await page.evaluate(() => document.activeElement?.outerHTML);
  await page.keyboard.press("j");
  assert.notEqual(await page.evaluate(() => document.activeElement?.outerHTML), first, "j moves on");
  await page.keyboard.press("k");
  assert.equal(await page.evaluate(() => document.activeElement?.outerHTML), first, "k moves back");

  const today = await page.locator("#pick").inputValue();
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/day=/);
  assert.notEqual(await page.locator("#pick").inputValue(), today);
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((day) => document.querySelector("#pick")?.value === day, today);

  await page.keyboard.press("?");
  await page.locator("dialog#keys[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.waitForURL(/\/desk\/cases/);
  await check(page, "/desk/cases");
  if ((await page.locator("[data-row]").count()) > 0) {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/desk\/cases\/[0-9a-f-]+/);
    await check(page, "a case");
  }
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL(/\/desk(\?|$)/);
  assert.deepEqual(complaints, []);
  await context.close();
});
