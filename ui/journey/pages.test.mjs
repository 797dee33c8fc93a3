// Every page on a phone and at a desk, light and dark, in both languages: no serious finding of axe, nothing wider than
// the screen, no key of a text in place of the text, no request to anybody else, nothing that the policy forbids.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

const PAGES = {
  visitor: ["/", "/services", "/services/general", "/services/compare?a=regular&b=general", "/services/regular/changes", "/requests/travel", "/contacts", "/safety", "/sign-in", "/sign-in/staff", "/demo", "/nowhere", "/?area=7&rooms=0&bathrooms=1&service=regular&district=nevsky"],
  client: ["/my", "/my/household", "visit", "visit/times", "visit/redo"],
  cleaner: ["/work"],
  manager: ["/desk", "/desk/mailbox", "/desk/requests", "/desk/order", "/desk/people", "/desk/clock"],
};

const WAYS = [390, 1440].flatMap((width) => ["light", "dark"].flatMap((theme) => ["ru-RU", "en-GB"].map((lang) => ({ width, theme, lang }))));

/** Pages of a visit of this client: the first link of the letter that leads to such a page; `null` where there is none. */
async function visitPage(page, path) {
  const [, step] = path.split("/");
  await page.goto("/my", { waitUntil: "networkidle" });
  const wanted = { times: 'a[href$="#change"]', redo: 'a[href$="/redo"]' }[step] ?? 'a[href^="/my/visits/"]';
  const links = page.locator(wanted);
  if ((await links.count()) === 0) return null;
  const [visit] = (await links.first().getAttribute("href")).split("#");
  return step === "times" ? `${visit}/times` : visit;
}

for (const way of WAYS) {
  test(`pages at ${way.width} px, ${way.theme}, ${way.lang}`, async () => {
    for (const [role, paths] of Object.entries(PAGES)) {
      const { page, complaints, context } = await device(way);
      if (role !== "visitor") {
        await page.goto("/demo");
        await page.locator(`form:has(input[value=${role}]) button, button[value=${role}]`).first().click();
        await page.waitForLoadState("networkidle");
      }
      for (const named of paths) {
        const path = named.startsWith("visit") ? await visitPage(page, named) : named;
        if (path === null) continue;
        const where = `${path} as ${role}`;
        await page.goto(path, { waitUntil: "networkidle" });
        await check(page, where);
        const text = await page.locator("body").innerText();
        assert.doesNotMatch(text, /\b(problem|fault|field|home|letter|visits|households|people|day|front|booking-web|scheduling-web|aftercare|order|nav)-[a-z]+(-[a-z]+)*\b(?!\.)/u, where);
        if (way.lang === "en-GB") {
          const lang = await page.locator("html").getAttribute("lang");
          assert.equal(lang, "en", where);
        }
      }
      assert.deepEqual(complaints, [], role);
      await context.close();
    }
  });
}
