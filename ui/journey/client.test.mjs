// A client who is known: the same again in two taps, another time, and calling it off with the fee seen before the press.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

async function comeIn(page) {
  await page.goto("/demo");
  await page.locator("form:has(input[value=client]) button, button[value=client]").first().click();
  await page.waitForURL(/\/my/);
}

test("the same again in two taps, another time, and off again", async () => {
  const { page, complaints, context } = await device();
  await comeIn(page);
  await check(page, "/my");
  await page.getByRole("button", { name: "Как в прошлый раз" }).first().tap();
  await page.waitForURL(/\/bookings\//);
  await check(page, "the same again");
  const button = page.getByRole("button", { name: /Подтвердить за/ });
  const total = (await page.locator(".beside-sum.sum, .order-total .sum").last().innerText()).trim();
  assert.ok((await button.innerText()).includes(total), "the price stands on the button");
  await button.tap();
  await page.waitForURL(/\/my\?booked=/);
  await check(page, "/my after the second tap");
  const visit = new URL(page.url()).searchParams.get("booked");

  await page.goto(`/my/visits/${visit}`);
  await check(page, "the visit");
  const was = await page.locator("h1").innerText();
  await page.getByRole("link", { name: "Выбрать другое время" }).click();
  await page.waitForURL(/\/times$/);
  await check(page, "other times");
  const day = page.locator("section.day:has(.chip)").last();
  if (!(await day.locator("details").evaluate((fold) => fold.open))) await day.locator("summary").click();
  await day.locator(".chip").last().click();
  await page.waitForURL(new RegExp(`/my/visits/${visit}$`));
  assert.notEqual(await page.locator("h1").innerText(), was);
  assert.match(await page.locator(".changed").innerText(), /перенесли/);
  await check(page, "the visit at another time");

  await page.locator(".call-off summary").click();
  const off = page.getByRole("button", { name: /^Отменить/ });
  assert.match(await off.innerText(), /бесплатно|₽/, "what it costs stands on the button");
  await off.click();
  await page.locator(".changed li", { hasText: "визит отменён" }).waitFor();
  assert.equal(await page.locator(".call-off").count(), 0);
  await check(page, "the visit called off");
  assert.deepEqual(complaints, []);
  await context.close();
});

test("before and after: the border moves by the keys, and without a script both stand side by side", async () => {
  for (const script of [true, false]) {
    const { page, complaints, context } = await device({ script, width: 1440, height: 900 });
    await comeIn(page);
    const hrefs = await page.locator('a[href^="/my/visits/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href").split("#")[0]));
    let pair;
    for (const href of ["/my", ...new Set(hrefs)]) {
      await page.goto(href);
      pair = page.locator("[data-pair]").first();
      if ((await pair.count()) > 0) break;
    }
    assert.ok((await pair.count()) > 0, "some visit has photos");
    await pair.scrollIntoViewIfNeeded();
    if (script) {
      const range = pair.locator(".pair-range");
      await range.focus();
      await page.keyboard.press("Home");
      assert.equal(await range.inputValue(), "0");
      await page.keyboard.press("ArrowRight");
      assert.equal(await range.inputValue(), "1");
      assert.match(await pair.getAttribute("style"), /--cut: 1%/);
    } else {
      const [before, after] = await pair.locator("img").evaluateAll((all) => all.map((img) => img.getBoundingClientRect()).map(({ left, top, width }) => ({ left, top, width })));
      assert.ok(before.width > 100 && after.width > 100 && (after.left >= before.left + before.width || after.top > before.top), "side by side");
    }
    if (script) await check(page, "a visit with photos");
    assert.deepEqual(complaints, []);
    await context.close();
  }
});
