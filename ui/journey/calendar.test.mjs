// Regular visits: begun with one press, edited after a look, and read by other calendars as they are.
import { test } from "node:test";
import assert from "node:assert/strict";
import ICAL from "ical.js";
import { convertIcsCalendar } from "ts-ics";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

/** The events of a calendar as ical.js reads them: each with its moments and its state. */
function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return new Map(
    calendar.getAllSubcomponents("vevent").map((component) => {
      const event = new ICAL.Event(component);
      const [start, end] = [event.startDate, event.endDate].map((at) => at.toJSDate().toISOString());
      return [event.uid, { start, end, title: event.summary, status: component.getFirstPropertyValue("status"), sequence: event.sequence }];
    }),
  );
}

/** The same by a library of another hand. */
function byTsIcs(text) {
  const events = convertIcsCalendar(undefined, text).events ?? [];
  return new Map(
    events.map((event) => [
      event.uid,
      { start: event.start.date.toISOString(), end: event.end.date.toISOString(), title: event.summary, status: event.status, sequence: event.sequence },
    ]),
  );
}

async function read(page, link) {
  const answer = await page.request.get(link);
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()["content-type"], /^text\/calendar/);
  const text = await answer.text();
  const [one, other] = [byIcalJs(text), byTsIcs(text)];
  assert.deepEqual(one, other, "two libraries read the same");
  assert.equal(one.size, text.split("BEGIN:VEVENT").length - 1, "none is lost");
  return one;
}

for (const script of [true, false]) {
  test(`a visit made regular, edited after a look, in other calendars; script: ${script}`, async () => {
    const { page, complaints, context } = await device({ script });
    const looked = async (what) => script && (await check(page, what));
    await page.goto("/demo");
    await page.locator("form:has(input[value=client]) button, button[value=client]").first().click();
    await page.waitForURL(/\/my/);
    if (script) {
      await page.getByRole("link", { name: "Приезжать регулярно" }).first().click();
      await page.waitForURL(/\/series$/);
      await looked("how often");
      await page.getByRole("button", { name: /Начать, .*₽/ }).first().click();
    } else {
      await page.getByRole("link", { name: "Ближайшие дни" }).first().click();
    }
    await page.waitForURL(/\/my\/series\//);
    await looked("the schedule");
    const series = page.url();
    assert.ok((await page.locator(".series-days li").count()) > 8);

    await page.goto("/my/calendar");
    if (script) {
      await page.getByRole("button", { name: "Получить адрес" }).click();
      await looked("the calendar");
    }
    const link = new URL(await page.locator("#link").inputValue()).pathname;
    const before = await read(page, link);
    const mine = [...before].filter(([uid]) => uid.startsWith(series.split("/").pop()));
    assert.ok(mine.length > 8);

    await page.goto(series);
    await page.getByRole("link", { name: /^Изменить/ }).nth(script ? 3 : 5).click();
    await page.waitForURL(/\/change\?day=/);
    await looked("one date");
    const day = new URL(page.url()).searchParams.get("day");
    await page.getByRole("button", { name: "Отменить этот визит" }).click();
    await looked("what changes");
    assert.match(await page.locator(".series-days").innerText(), /отмена/i);
    await page.getByRole("button", { name: "Сохранить" }).click();
    await page.waitForURL(series);
    const after = await read(page, link);
    const gone = [...after].find(([uid]) => uid.includes(`.${day}@`));
    assert.equal(gone[1].status, "CANCELLED");
    assert.ok(gone[1].sequence > before.get(gone[0]).sequence, "whoever has it already takes the news");
    assert.equal(after.size, before.size);
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
