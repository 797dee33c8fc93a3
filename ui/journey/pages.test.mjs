// Every page on a phone and at a desk, light and dark, in both languages: no serious finding of axe, nothing wider than
// the screen, no key of a text in place of the text, no request to anybody else, nothing that the policy forbids.
import { before, describe, test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { atHome } from "./house.mjs";

const device = atHome();

const PAGES = {
  visitor: ["/", "/services", "/services/general", "/services/compare?a=regular&b=general", "/services/regular/changes", "/requests/travel", "/discuss", "/choose?need=tidy&state=repair&size=large&go=1", "/contacts", "/safety", "/chat", "/sign-in", "/sign-in/staff", "/demo", "/nowhere", "/?area=7&rooms=0&bathrooms=1&service=regular&district=nevsky"],
  client: ["/my", "/my/household", "visit", "visit/times", "visit/redo"],
  cleaner: ["/work"],
  manager: ["/desk", "/desk/mailbox", "/desk/requests", "/desk/projects", "/desk/order", "/desk/people", "/desk/clock"],
};

// The desk and the household in full. A page of one person or one visit is the first that its list leads to.
const OPENED = [
  { role: "client", path: "/my/household" },
  { role: "client", path: "/discuss" },
  { role: "client", path: "/my/calendars" },
  { role: "manager", path: "/desk/calendars" },
  { role: "manager", path: "/desk/clients", opens: "main a[href^='/desk/clients/']", then: "main a[href$='/calendars']" },
  { role: "client", path: "/my/invoices" },
  { role: "client", path: "/my/invoices", opens: "main a[href^='/my/invoices/']" },
  { role: "manager", path: "/desk/clients" },
  { role: "manager", path: "/desk/clients", opens: "main a[href^='/desk/clients/']", end: "/requests" },
  { role: "manager", path: "/desk/clients", opens: "main a[href^='/desk/clients/']" },
  { role: "manager", path: "/desk", opens: "main a[href*='visit=']", then: "a[href^='/desk/visits/']" },
  { role: "manager", path: "/desk", opens: "main a[href*='visit=']", then: "a[href^='/desk/visits/']", end: "/news" },
  { role: "manager", path: "/desk/requests", opens: "main a[href^='/desk/requests/']" },
  { role: "client", path: "/my/talk" },
  { role: "client", path: "/my/talk?find=%D1%81%D1%83%D0%B1%D0%B1%D0%BE%D1%82%D0%B0" },
  { role: "manager", path: "/desk/inbox" },
  { role: "manager", path: "/desk/inbox", opens: "main tbody a[href^='/desk/inbox/']" },
  { role: "manager", path: "/desk/inbox", opens: "main tbody a[href^='/desk/inbox/']", end: "?find=%D0%B2" },
  { role: "manager", path: "/desk/chats" },
  { role: "manager", path: "/desk/calls" },
  { role: "manager", path: "/desk/calls", opens: "main a[href^='/desk/prepared/calls/']" },
  { role: "manager", path: "/desk/prepared" },
  { role: "manager", path: "/desk/prepared", opens: "main a[href^='/desk/prepared/clients/']" },
  { role: "manager", path: "/desk/prepared", opens: "main a[href^='/desk/prepared/strangers/']" },
  { role: "manager", path: "/desk/prepared", opens: "main a[href^='/desk/prepared/visitors/']" },
  { role: "manager", path: "/desk/inbox/strangers" },
  { role: "manager", path: "/desk/projects", opens: "main a[href^='/desk/projects/']" },
  { role: "manager", path: "/desk/projects", opens: "main a[href^='/desk/projects/']", then: "main a[href$='/give']" },
  { role: "manager", path: "/desk/suppliers", opens: "main a[href^='/desk/suppliers/']", then: "main a[href$='/end']" },
  { role: "manager", path: "/desk/choose?need=windows&size=small" },
  { role: "manager", path: "/desk/incidents" },
  { role: "manager", path: "/desk/incidents", opens: "main a[href^='/desk/incidents/']" },
  { role: "manager", path: "/desk/incidents", opens: "main a[href^='/desk/incidents/new?plan=']" },
  { role: "manager", path: "/desk", opens: "main a[href*='visit=']", then: "a[href^='/desk/visits/']", instead: "/desk/incidents/new?kind=house_moves&visit=" },
  { role: "manager", path: "/desk/suppliers" },
  { role: "manager", path: "/desk/suppliers?kind=driver" },
  { role: "manager", path: "/desk/suppliers", opens: "main a[href^='/desk/suppliers/']" },
  { role: "manager", path: "/desk/shifts" },
  { role: "manager", path: "/desk/tasks" },
  { role: "manager", path: "/desk/phones" },
  { role: "manager", path: "/desk/care" },
  { role: "client", path: "/my", opens: "main a[href^='/care/']" },
  { role: "manager", path: "/desk/changes" },
  { role: "client", path: "/my", opens: "main a[href$='/defaults']" },
  { role: "client", path: "/my", opens: "main a[href$='/along']" },
  { role: "manager", path: "/desk/requests", opens: "main a[href^='/desk/requests/']", end: "/along" },
  { role: "owner", path: "/desk/what-if/travel" },
  { role: "owner", path: "/desk/what-if/kit?part=glass_cleaner&carries=citrus&carries=alcohol&substitute=pure_water" },
  { role: "manager", path: "/desk", opens: "main a[href*='visit=']", then: "a[href^='/desk/visits/']", instead: "/visits/", end: "/defaults" },
  { role: "manager", path: "/desk/cases" },
  { role: "manager", path: "/desk/cases", opens: "main a[href^='/desk/cases/']" },
  { role: "manager", path: "/desk", opens: "main a[href*='visit=']", then: "a[href^='/desk/visits/']", instead: "/desk/complaint/" },
  { role: "manager", path: "/desk/money" },
  { role: "manager", path: "/desk/money?shelf=all" },
  { role: "manager", path: "/desk/money", opens: "main a[href^='/desk/invoices/']" },
  { role: "manager", path: "/desk/payments" },
  { role: "manager", path: "/desk/receipts" },
  { role: "manager", path: "/desk/receipts?shelf=punched" },
  { role: "client", path: "/my/messages" },
  { role: "client", path: "/my/requests" },
  { role: "manager", path: "/desk/managers" },
  { role: "owner", path: "/desk/people", opens: "main a[href^='/desk/people/']" },
  { role: "manager", path: "/desk/updates" },
  { role: "manager", path: "/desk/series" },
  { role: "manager", path: "/desk/series/clashes" },
  { role: "manager", path: "/desk/chats", opens: "main a[href^='/desk/chats/']" },
  { role: "manager", path: "/desk/requests", opens: "main a[href^='/desk/requests/']", instead: "/desk/prepared/requests/" },
  // What a letter leads to, without a word of who opens it.
  { role: "visitor", letter: "/concepts/" },
  { role: "visitor", letter: "/jobs/" },
  { role: "visitor", letter: "/care/" },
  { role: "client", path: "/my", opens: "main a[href^='/my/projects/']" },
  { role: "owner", path: "/desk/what-if" },
  { role: "owner", path: "/desk/tokens" },
  { role: "owner", path: "/desk/keys" },
  { role: "owner", path: "/desk/book" },
  { role: "owner", path: "/desk/book/brand" },
  { role: "owner", path: "/desk/book/page/brand.toml" },
  { role: "owner", path: "/desk/book/version/1/brand.toml" },
];

const WAYS = [390, 1440].flatMap((width) => ["light", "dark"].flatMap((theme) => ["ru-RU", "en-GB"].map((lang) => ({ width, theme, lang }))));

/** A person in a role of the demo house, on a page of their own. */
async function signedIn(way, role) {
  const opened = await device(way);
  if (role !== "visitor") {
    await opened.page.goto("/demo");
    await opened.page.locator(`form:has(input[value=${role}]) button, button[value=${role}]`).first().click();
    await opened.page.waitForLoadState();
  }
  return opened;
}

/** Pages of a visit of this client: the first link of the letter that leads to such a page. */
async function visitPage(page, path) {
  const [, step] = path.split("/");
  await page.goto("/my");
  const wanted = { times: 'a[href$="#change"]', redo: 'a[href$="/redo"]' }[step] ?? 'a[href^="/my/visits/"]';
  const [visit] = (await page.locator(wanted).first().getAttribute("href")).split("#");
  return step === "times" ? `${visit}/times` : visit;
}

/** The address that a list leads to; what is not a list is its own. */
async function address(page, { path, opens, then, end = "", instead }) {
  if (!opens) return path;
  await page.goto(path);
  let href = await page.locator(opens).first().getAttribute("href");
  if (then) {
    await page.goto(href);
    href = await page.locator(then).first().getAttribute("href");
  }
  // The day leads to pages of a visit: its own is above them.
  if (then?.includes("/desk/visits/")) href = href.split("/").slice(0, 4).join("/");
  return (instead ? instead + href.split("/").at(3) : href) + end;
}

/** The newest address of each kind that the house has written to anybody. */
async function written(page) {
  const found = {};
  for (let after = ""; after !== null;) {
    const { items, next } = await (await page.request.get(`/api/v1/messages?limit=100${after}`)).json();
    for (const { text } of items) for (const [, path] of (text ?? "").matchAll(/https?:\/\/[^\s/]+(\/\S+)/g)) found[`/${path.split("/").at(1)}/`] ??= path;
    after = next ? `&after=${next}` : null;
  }
  return found;
}

// Where the lists lead is one and the same in all the ways, and asked once: looking at a page changes nothing.
const addresses = { pages: {}, opened: {} };
async function find() {
  const { page: desk, context: read } = await signedIn(WAYS[0], "manager");
  const letters = await written(desk);
  await read.close();
  for (const role of ["visitor", "client", "cleaner", "manager", "owner"]) {
    const { page, context } = await signedIn(WAYS[0], role);
    addresses.pages[role] = [];
    for (const named of PAGES[role] ?? []) addresses.pages[role].push(named.startsWith("visit") ? await visitPage(page, named) : named);
    addresses.opened[role] = [];
    for (const opened of OPENED.filter((one) => one.role === role)) addresses.opened[role].push(opened.letter ? letters[opened.letter] : await address(page, opened));
    await context.close();
  }
}

/** Each page of `paths` in one way; what `look` asks besides. */
async function walk(way, paths, look) {
  for (const role of Object.keys(paths).filter((one) => paths[one].length > 0)) {
    const { page, complaints, context } = await signedIn(way, role);
    for (const path of paths[role]) {
      const answer = await page.goto(path);
      await check(page, `${path} as ${role}`);
      await look(page, `${path} as ${role}`, answer);
    }
    await page.waitForLoadState("networkidle");
    assert.deepEqual(complaints, [], role);
    await context.close();
  }
}

// Two at once: one draws while the other is looked through.
describe("every page in eight ways", { concurrency: 2 }, () => {
  before(find);
  for (const way of WAYS) {
    const named = `${way.width} px, ${way.theme}, ${way.lang}`;
    test(`the desk and the household at ${named}`, async () => {
      await walk(way, addresses.opened, async (page, where, answer) => {
        assert.equal(answer?.status(), 200, where);
        const tabbed = await page.evaluate(() => [...document.querySelectorAll("main a, main button, main input, main select, main textarea")].every((one) => one.tabIndex >= 0));
        assert.ok(tabbed, `${where}: all of it is reached by the keyboard`);
      });
    });
    test(`pages at ${named}`, async () => {
      await walk(way, addresses.pages, async (page, where) => {
        const text = await page.locator("body").innerText();
        assert.doesNotMatch(text, /\b(problem|fault|field|home|letter|visits|households|people|day|front|booking-web|scheduling-web|aftercare|order|nav)-[a-z]+(-[a-z]+)*\b(?!\.)/u, where);
        if (way.lang === "en-GB") {
          const lang = await page.locator("html").getAttribute("lang");
          assert.equal(lang, "en", where);
        }
      });
    });
  }
});
