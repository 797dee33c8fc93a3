// One journey, lived as visitor, client, cleaner and manager on a phone of 390 px and at a desk.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const PASSWORD = "demo-house-1703";
const LOGINS = {
  Ольга: "olga",
  Марина: "marina",
  Ирина: "irina",
  Светлана: "svetlana",
  Галина: "galina",
  Нина: "nina",
  Айгуль: "aigul",
  Вера: "vera",
  Дина: "dina",
  Тимур: "timur",
  Лариса: "larisa",
};

const device = atHome();

/** The messages that the house sent, newest first, as the demo's front door shows them. */
async function messages(page) {
  await page.goto("/demo");
  const texts = await page.locator("#messages .text").allInnerTexts();
  return texts.map((text) => text.replaceAll("\u00a0", " "));
}

/** Waits for a message: the workers send it a moment after the page has answered. */
async function message(page, pattern) {
  for (let tries = 0; tries < 50; tries += 1) {
    const found = (await messages(page)).filter((text) => pattern.test(text));
    if (found.length > 0) return found;
    await page.waitForTimeout(200);
  }
  throw new Error(`no message like ${pattern}`);
}

test("from the price to the free redo", async (t) => {
  const visitor = await device();
  const desk = await device({ width: 1440, height: 900 });
  const phone = await device({ theme: "dark" });
  const door = await device();
  let total;
  let day;
  let crew;
  let visit;

  await t.test("the price moves as the visitor chooses, without a reload", async () => {
    const { page } = visitor;
    await page.goto("/");
    await check(page, "/");
    const sum = page.locator("[data-total] .sum");
    const first = await sum.innerText();
    await page.evaluate(() => { globalThis.sameDocument = true; });
    await page.getByLabel("Комнат на одну больше").click();
    await page.locator(".pills label").first().click();
    await page.waitForFunction((was) => document.querySelector("[data-total] .sum").textContent !== was, first);
    await page.waitForTimeout(400);
    total = (await sum.innerText()).trim();
    assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
    await page.getByRole("button", { name: "Выбрать время" }).click();
    await page.waitForURL(/\/quotes\//);
    assert.equal((await page.locator(".order-total .sum").innerText()).trim(), total, "the quote is what the calculator said");
  });

  await t.test("a time, a name, a phone: what was typed is kept beside its fault", async () => {
    const { page } = visitor;
    await check(page, "times");
    const last = page.locator("section.day:has(.chip)").last();
    if (!(await last.locator("details").evaluate((fold) => fold.open))) await last.locator("summary").click();
    await last.locator(".chip").first().click();
    await page.waitForURL(/\/holds\//);
    await check(page, "contact");
    await page.getByLabel("Как к Вам обращаться").fill("Зоя Николаевна");
    await page.getByLabel("Телефон").fill("12");
    await page.getByLabel("Улица").fill("Гороховая ул.");
    await page.getByLabel("Дом", { exact: true }).fill("57");
    await page.locator("main form .button").first().click();
    await page.locator("#phone-error").waitFor();
    await check(page, "contact with a fault");
    assert.equal(await page.getByLabel("Улица").inputValue(), "Гороховая ул.");
    await page.getByLabel("Телефон").fill("8 921 555-02-30");
    await page.locator("main form .button").first().click();
    await page.waitForURL(/\/bookings\//);
  });

  await t.test("one page with all that binds, a code, the button with the total", async () => {
    const { page } = visitor;
    await check(page, "agreement");
    const [text] = await message(door.page, /Ваш код/);
    day = await page.locator(".when").innerText();
    crew = await page.locator(".people b").allInnerTexts();
    const confirm = page.getByRole("button", { name: "Подтвердить" });
    assert.ok((await confirm.innerText()).includes(total), "the button says the total");
    await page.locator("#code").fill(text.match(/\d{6}/)[0]);
    await confirm.click();
    await page.waitForURL(/\/my/);
    await check(page, "/my after booking");
    assert.match(await page.locator("main").innerText(), /Зоя Николаевна/);
    await message(door.page, /Зоя Николаевна, визит подтверждён/);
  });

  await t.test("the manager sees the day and moves the clock to it", async () => {
    const { page } = desk;
    await page.goto("/demo");
    await page.getByRole("button", { name: "Сесть за стол" }).click();
    await page.waitForURL(/\/desk/);
    await check(page, "/desk");
    const [, date, month] = day.match(/(\d+)\s+(\S+?),/u);
    const months = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];
    const iso = `2026-${String(months.indexOf(month) + 1).padStart(2, "0")}-${date.padStart(2, "0")}`;
    await page.goto("/desk/clock");
    await check(page, "/desk/clock");
    await page.locator("#date").fill(iso);
    await page.locator("#time").fill("08:10");
    await page.locator("form:has(#date) button").click();
    await page.goto("/desk");
    await page.locator(".tl-who", { hasText: "Зоя" }).first().waitFor();
    assert.match(await page.locator("main").innerText(), /Зоя/);
  });

  await t.test("the cleaner goes, starts, ticks, finishes", async () => {
    const { page } = phone;
    await page.goto("/sign-in/staff");
    await check(page, "staff door");
    await page.locator("#login").fill(LOGINS[crew[0].split(/\s/u)[0]]);
    await page.locator("#password").fill(PASSWORD);
    await page.locator("main form .button").click();
    await page.waitForURL(/\/work/);
    await check(page, "/work");
    await page.locator(".visit", { hasText: "Гороховая" }).getByRole("link").click();
    visit = page.url().match(/visits\/([0-9a-f-]+)/)[1];
    await check(page, "visit planned");
    await page.getByRole("button", { name: "Выезжаю" }).click();
    await page.getByRole("button", { name: "Начать" }).waitFor();
    await check(page, "visit on the way");
    await message(door.page, /Зоя Николаевна, к Вам едут/);
    await page.getByRole("button", { name: "Начать" }).click();
    await page.locator(".tick").first().waitFor();
    await check(page, "visit in progress");
    for (;;) {
      const next = page.locator('.tick[aria-pressed="false"]').first();
      if ((await next.count()) === 0) break;
      const id = await next.getAttribute("id");
      const room = page.locator(`details:has(#${CSS_escape(id)})`);
      if ((await room.count()) > 0 && !(await room.first().evaluate((d) => d.open))) await room.first().locator("summary").click();
      await next.click();
      await page.locator(`#${CSS_escape(id)}[aria-pressed="true"]`).waitFor({ state: "attached" });
    }
    await page.getByRole("button", { name: "Завершить" }).click();
    await page.waitForLoadState("networkidle");
    await check(page, "visit done");
  });

  await t.test("the client is told once, answers, and has it redone free", async () => {
    const { page } = visitor;
    const done = await message(door.page, /Зоя Николаевна, работа закончена/);
    assert.equal(done.length, 1);
    await page.goto("/my");
    await check(page, "/my after the visit");
    await page.locator("textarea[name=words]").fill("Спокойствие. Спасибо.");
    await page.locator(`form[action="/my/visits/${visit}/answer"] button`).click();
    await page.waitForURL(/\/my/);
    assert.match(await page.locator("main").innerText(), /Спокойствие\. Спасибо\./);
    await page.getByRole("button", { name: "Переделать" }).click();
    await page.waitForURL(/\/my/);
    await message(door.page, /Зоя Николаевна, мы вернёмся и переделаем бесплатно/);
    await check(page, "/my with a redo");
    assert.equal(await page.getByRole("button", { name: "Переделать" }).count(), 0);
  });

  for (const [who, { complaints, context }] of Object.entries({ visitor, desk, phone, door })) {
    assert.deepEqual(complaints, [], who);
    await context.close();
  }
});

/** An id as a CSS identifier: items have dots in theirs. */
function CSS_escape(id) {
  return id.replaceAll(/[^\w-]/gu, (sign) => `\\${sign}`);
}

test("a caller is booked at the desk", async () => {
  const { page, complaints, context } = await device({ width: 1440, height: 900 });
  await page.goto("/demo");
  await page.getByRole("button", { name: "Сесть за стол" }).click();
  await page.waitForURL(/\/desk/);
  await page.goto("/desk/order");
  await check(page, "/desk/order");
  await page.locator("#name").fill("Роман Олегович");
  await page.locator("#phone").fill("8 921 555-02-31");
  await page.locator("main form .button").first().click();
  await page.waitForURL(/\/desk\/order\/[0-9a-f-]+/);
  await check(page, "times at the desk");
  await page.locator("details[open] .chip").first().click();
  await page.waitForURL(/\/desk\/order\/[0-9a-f-]+\/[0-9a-f-]+/);
  await check(page, "what is read to the caller");
  assert.match(await page.locator("#phone").inputValue().then((typed) => typed.replaceAll(/\D/gu, "")), /9215550231$/);
  await page.locator("#street").fill("Галерная ул.");
  await page.locator("#house").fill("9");
  await page.locator("#agreed").check();
  await page.locator("form:has(#agreed) .button").click();
  await page.waitForURL(/\/desk\?/);
  assert.match(await page.locator(".notice-ok").innerText(), /Записали: Роман Олегович/);
  await page.locator("#card", { hasText: "Роман Олегович" }).waitFor();
  await message(page, /Роман Олегович, визит подтверждён/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the price and the time without any script", async () => {
  const { page, complaints, context } = await device({ script: false });
  await page.goto("/");
  await page.locator("#rooms").fill("4");
  await page.getByRole("button", { name: /Посчитать/ }).click();
  assert.match(await page.locator(".made-of .lines").innerText(), /комнат/);
  const total = (await page.locator("[data-total] .sum").innerText()).trim();
  await page.getByRole("button", { name: "Выбрать время" }).click();
  assert.equal((await page.locator(".order-total .sum").innerText()).trim(), total);
  await page.locator(".chip").first().click();
  await page.locator("#name").waitFor();
  assert.deepEqual(complaints, []);
  await context.close();
});
