// From the first screen to a booked visit on a phone: how many taps, how many fields. And what is never lost on the way.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

/** A thumb that counts what it does. */
function thumb(page) {
  const done = { taps: 0, fields: 0 };
  return {
    done,
    async tap(locator) {
      done.taps += 1;
      await locator.tap();
    },
    async type(locator, text) {
      done.taps += 1;
      done.fields += 1;
      await locator.tap();
      await locator.pressSequentially(text);
    },
    /** A code comes with the message: the phone offers it above the keys. */
    async code(locator, text) {
      done.taps += 1;
      await locator.tap();
      await locator.fill(text);
    },
  };
}

async function code(context, phone) {
  const door = await context.newPage();
  for (let tries = 0; tries < 50; tries += 1) {
    await door.goto("/demo");
    const texts = await door.locator("#messages .text").allInnerTexts();
    const found = texts.map((text) => text.match(/Ваш код:\s(\d{6})/)?.[1]).find(Boolean);
    if (found) {
      await door.close();
      return found;
    }
    await door.waitForTimeout(200);
  }
  throw new Error(`no code for ${phone}`);
}

test("a visit is booked with nine taps and four fields", async () => {
  const { page, complaints, context } = await device();
  const hand = thumb(page);
  await page.goto("/");
  await hand.tap(page.getByRole("button", { name: "Выбрать время" }));
  await page.waitForURL(/\/quotes\//);
  await hand.tap(page.locator("section.day .chip:visible").first());
  await page.waitForURL(/\/holds\//);
  await hand.type(page.locator("#name"), "Нина Аркадьевна");
  await hand.type(page.locator("#phone"), "89215550240");
  await hand.type(page.locator("#street"), "Большая Пушкарская улица");
  await hand.type(page.locator("#house"), "44");
  await hand.tap(page.locator("main form .button").first());
  await page.waitForURL(/\/bookings\//);
  await check(page, "the agreement");
  assert.equal(await page.locator('input[name="consent"]').count() > 0, true);
  assert.equal(await page.locator('input[name="consent"]:checked').count(), 0, "no consent is ticked before the reader does it");
  await hand.code(page.locator("#code"), await code(context, "89215550240"));
  await hand.tap(page.getByRole("button", { name: "Подтвердить" }));
  await page.waitForURL(/\/my/);
  assert.ok(hand.done.taps <= 9, `${hand.done.taps} taps`);
  assert.ok(hand.done.fields <= 4, `${hand.done.fields} fields`);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("a change of language and a way back keep what was typed", async () => {
  const { page, complaints, context } = await device();
  await page.goto("/");
  await page.locator("#area").fill("81");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("Price your cleaning").waitFor();
  assert.equal(await page.locator("#area").inputValue(), "81");
  await page.getByRole("button", { name: "Choose a time" }).click();
  await page.locator("section.day .chip:visible").first().click();
  await page.waitForURL(/\/holds\//);
  await page.locator("#name").fill("Nina");
  await page.locator("#street").fill("Садовая улица");
  await page.getByRole("button", { name: "Русский" }).click();
  await page.getByLabel("Как к Вам обращаться").waitFor();
  assert.equal(await page.locator("#name").inputValue(), "Nina");
  assert.equal(await page.locator("#street").inputValue(), "Садовая улица");
  // A refused form has its own place in the history: going back to it sends nothing and fails nothing.
  await page.locator("main form .button").first().click();
  await page.locator("#phone-error").waitFor();
  await page.locator("#phone").fill("89215550241");
  await page.locator("#house").fill("50");
  await page.locator("main form .button").first().click();
  await page.waitForURL(/\/bookings\//);
  await page.goBack();
  await page.locator("#name").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});

test("each service asks for its own, without a script too", async () => {
  for (const script of [true, false]) {
    const { page, complaints, context } = await device({ script });
    await page.goto("/");
    assert.equal(await page.locator("#area").isVisible(), true);
    assert.equal(await page.locator("#windows").isVisible(), false);
    await page.locator("#service label", { hasText: "Мытьё окон" }).click();
    assert.equal(await page.locator("#area").isVisible(), false);
    await page.locator("#windows").fill("8");
    if (!script) await page.getByRole("button", { name: /Посчитать/ }).click();
    await page.locator(".made-of .lines", { hasText: "8 окон" }).waitFor();
    await page.locator("summary", { hasText: "промокод" }).click();
    await page.locator("#promo").fill("весна");
    if (!script) await page.getByRole("button", { name: /Посчитать/ }).click();
    await page.locator(".made-of", { hasText: "Промокод ВЕСНА" }).waitFor();
    if (script) await check(page, "/ with windows");
    assert.deepEqual(complaints, []);
    await context.close();
  }
});

test("the sum and the button keep their place whatever is chosen", async () => {
  const { page, context } = await device();
  await page.goto("/");
  const place = () => page.getByRole("button", { name: "Выбрать время" }).evaluate((button) => Math.round(button.getBoundingClientRect().top + scrollY));
  const before = await place();
  const first = await page.locator("[data-total] .sum").innerText();
  await page.locator(".pills label:visible").first().click();
  await page.locator("#rhythm").selectOption("weekly");
  await page.waitForFunction((was) => document.querySelector("[data-total] .sum").textContent !== was, first);
  await page.waitForTimeout(400);
  assert.equal(await place(), before);
  await context.close();
});

test("an address beyond the ring shows the new price beside the old one", async () => {
  const { page, complaints, context } = await device({ width: 1440, height: 900 });
  await page.goto("/");
  await page.getByRole("button", { name: "Выбрать время" }).click();
  const day = page.locator("section.day:has(.chip)").last();
  if (!(await day.locator("details").evaluate((fold) => fold.open))) await day.locator("summary").click();
  await day.locator(".chip").first().click();
  await page.waitForURL(/\/holds\//);
  await page.locator("#name").fill("Павел Ильич");
  await page.locator("#phone").fill("89215550242");
  await page.locator("#street").fill("Оранжерейная улица");
  await page.locator("#house").fill("15");
  await page.locator("main form .button").first().click();
  await page.locator(".beside:visible, .notice-error:visible").first().waitFor();
  await check(page, "two prices side by side");
  assert.match(await page.locator("main").innerText(), /Эта улица в другом районе/);
  assert.deepEqual(complaints, []);
  await context.close();
});
