// The desk's day from the keyboard alone: rows, the card, another day, the way to other pages, help.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { whoSetsOff } from "./cleaner.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

test("a manager runs the day without a mouse", async () => {
  const { page, complaints, context } = await device({ width: 1440, height: 900 });
  await page.goto("/demo");
  await page.getByRole("button", { name: "Сесть за стол" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk/);
  await check(page, "/desk");
  // What waits is counted beside its place, and said to whoever hears the page.
  const requests = page.locator(".rail-nav a[href='/desk/requests'] .rail-count");
  await requests.waitFor();
  assert.match(await requests.innerText(), /^\d+/);
  assert.match(await page.getByRole("link", { name: /^Заявки/ }).first().textContent(), /ждёт: \d+/);

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
  // A date field follows the browser; beside it stands the date in the reader's words.
  await page.goto("/desk/people");
  await page.locator("main a[href^='/desk/people/']").first().click();
  await page.locator("#passed_at").fill("2026-04-03");
  assert.equal(await page.locator("#passed_at + .date-words").innerText(), "пятница, 3 апреля 2026");
  await check(page, "/desk/people/{person}");
  await page.goto("/desk/cases");
  if ((await page.locator("[data-row]").count()) > 0) {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/desk\/cases\/[0-9a-f-]+/);
    await check(page, "a case");
  }
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL(/\/desk(\?|$)/);

  // From a visit in the picture to all of it, to its client, to a new order for her; and anybody else is a slash away.
  await page.locator("a.tl-link[data-row]").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/visit=/);
  await page.keyboard.press("v");
  await page.waitForURL(/\/desk\/visits\//);
  await check(page, "a visit");
  await page.keyboard.press("l");
  await page.waitForURL(/\/desk\/clients\//);
  await check(page, "a client");
  const name = await page.locator("h1").innerText();
  await page.keyboard.press("o");
  await page.waitForURL(/\/desk\/order\?client=/);
  await check(page, "an order for a client");
  assert.ok(name.startsWith(await page.locator("#name").inputValue()), "she is not asked for her name");
  await page.keyboard.press("/");
  await page.keyboard.type("0120");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/clients\?q=0120/);
  assert.match(await page.locator("#found tbody th").first().innerText(), /Анна/);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("the day on the desk moves by itself when somebody sets off", async () => {
  const { page, complaints, context } = await device({ width: 1440, height: 900 });
  // Listens before the page does: the first hint may come while it is still being read.
  await page.addInitScript(() => {
    window.heard = 0;
    document.addEventListener("happened", () => (window.heard += 1));
  });
  await page.goto("/demo");
  await page.getByRole("button", { name: "Сесть за стол" }).click();
  await page.waitForURL(/\/desk/);
  // The stream begins with a hint: something may have happened since the page was made.
  await page.waitForFunction(() => window.heard > 0);
  const before = await page.locator("#live").innerText();
  const cleaner = await whoSetsOff(device, {});
  await page.waitForFunction((before) => document.querySelector("#live").innerText !== before, before);
  assert.deepEqual(complaints, []);
  await cleaner.context.close();
  await context.close();
});

test("a conversation that nobody looks at asks for nothing, so nothing in it counts as read", async () => {
  const { page, complaints, context } = await device({ width: 1440, height: 900 });
  await page.addInitScript(() => {
    window.asked = 0;
    document.addEventListener("htmx:before:request", () => (window.asked += 1));
  });
  await page.goto("/demo");
  await page.getByRole("button", { name: "Сесть за стол" }).click();
  await page.waitForURL(/\/desk/);
  await page.goto("/desk/inbox");
  await page.getByRole("link", { name: "Анна Сергеевна Лебедева" }).last().click();
  await page.waitForURL(/\/desk\/inbox\/[0-9a-f-]+/);
  const looks = (isLooking) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    }, !isLooking);
  const tick = () => page.locator("#live").evaluate((live) => void live.dispatchEvent(new CustomEvent("every")));
  // The page asks once when its stream begins.
  await page.waitForFunction(() => window.asked > 0);

  await looks(false);
  const before = await page.evaluate(() => window.asked);
  await tick();
  await looks(true);
  await page.waitForFunction((before) => window.asked > before, before);
  assert.equal(await page.evaluate(() => window.asked), before + 1, "behind another tab the clock asked for nothing; looked at again, the page asks at once");
  await tick();
  await page.waitForFunction((before) => window.asked > before + 1, before);
  assert.deepEqual(complaints, []);
  await context.close();
});

test("of two who answer at once, the second sees what the first has written before theirs goes", async () => {
  const at = async (role) => {
    const { page, complaints, context } = await device({ width: 1440, height: 900 });
    await page.goto("/demo");
    await page.locator(`form:has(input[value=${role}]) button, button[value=${role}]`).first().click();
    await page.waitForURL(/\/desk/);
    await page.goto("/desk/inbox");
    await page.getByRole("link", { name: "Анна Сергеевна Лебедева" }).last().click();
    await page.waitForURL(/\/desk\/inbox\/[0-9a-f-]+/);
    return { page, complaints, context };
  };
  const [manager, owner] = [await at("manager"), await at("owner")];
  await owner.page.locator("#take-note").fill("Отвечу сам, Татьяна на встрече.");
  await owner.page.getByRole("button", { name: "Взять разговор" }).click();
  await owner.page.locator("#answer").waitFor();

  await owner.page.getByLabel("Ответ клиенту").pressSequentially("Суббота нас устраивает.");
  await manager.page.reload();
  await manager.page.getByLabel("Ответ клиенту").fill("В субботу приедем к одиннадцати.");
  await manager.page.getByRole("button", { name: "Отправить" }).click();
  await owner.page.locator("#live").getByText("В субботу приедем к одиннадцати.").waitFor();

  await owner.page.getByRole("button", { name: "Отправить" }).click();
  await owner.page.locator("[role=alert]").waitFor();
  assert.equal(await owner.page.getByLabel("Ответ клиенту").inputValue(), "Суббота нас устраивает.", "what was typed is still there");
  assert.equal(await owner.page.locator("#live").getByText("Суббота нас устраивает.").count(), 0, "nothing went unseen");
  await owner.page.getByRole("button", { name: "Отправить" }).click();
  await owner.page.locator("#live").getByText("Суббота нас устраивает.").waitFor();
  assert.deepEqual([...manager.complaints, ...owner.complaints], []);
  await Promise.all([manager.context.close(), owner.context.close()]);
});
