// A visit without a network: two phones and the desk at the same visit, the network cut at every step, a browser killed in the
// middle of a photo, on a slow phone. What each did arrives once.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdtemp, readlink, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { check } from "./axe.mjs";
import { LOGINS } from "./cleaner.mjs";
import { openHouse } from "./house.mjs";

const launch = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};
const screen = { viewport: { width: 390, height: 844 }, colorScheme: "dark", locale: "ru-RU", hasTouch: true, reducedMotion: "reduce" };

let house;
const folders = [];
const contexts = [];
const lines = [];

before(async () => {
  house = await openHouse();
});
after(async () => {
  for (const context of contexts) await context.close().catch(() => undefined);
  for (const line of lines) line.close();
  await house?.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** The line from a phone to the house. Cut, it is cut for everything on the phone, its worker too. */
async function newLine() {
  const open = new Set();
  let whole = true;
  const { port } = new URL(house.origin);
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), "127.0.0.1");
    for (const end of [near, far]) {
      open.add(end);
      end.on("close", () => open.delete(end));
      end.on("error", () => undefined);
    }
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const drop = () => open.forEach((end) => end.destroy());
  const line = {
    origin: `http://127.0.0.1:${server.address().port}`,
    cut() {
      whole = false;
      drop();
    },
    mend() {
      whole = true;
    },
    close() {
      drop();
      server.close();
    },
  };
  lines.push(line);
  return line;
}

/** A phone that keeps what it has when it is switched off. */
async function phone(folder, line) {
  const context = await chromium.launchPersistentContext(folder, { ...launch, ...screen, baseURL: line.origin });
  contexts.push(context);
  const page = context.pages()[0] ?? (await context.newPage());
  const slow = await context.newCDPSession(page);
  await slow.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  return { context, page, slow };
}

async function newPhone() {
  const folder = await mkdtemp(join(tmpdir(), "butler-phone-"));
  folders.push(folder);
  const line = await newLine();
  return { folder, line, ...(await phone(folder, line)) };
}

/** Switched off as by a fall into a bucket. */
async function kill(folder) {
  const lock = await readlink(join(folder, "SingletonLock"));
  process.kill(Number(lock.slice(lock.lastIndexOf("-") + 1)), "SIGKILL");
}

async function signIn(page, login) {
  await page.goto("/sign-in/staff");
  await page.fill("#login", login);
  await page.fill("#password", "demo-house-1703");
  await page.locator("main form button").first().click();
  await page.waitForLoadState("networkidle");
}

/** The page has what it needs to go on by itself. */
async function ready(page) {
  await page.waitForFunction(() => document.documentElement.dataset.phone === "ready");
}

/** The whole day lies here, and the worker rules. */
async function keptDay(page) {
  await page.waitForFunction(async () => {
    if (!navigator.serviceWorker.controller) return false;
    const db = await new Promise((done, failed) => {
      const asked = indexedDB.open("butler-phone");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = failed;
    });
    const count = await new Promise((done) => {
      const asked = db.transaction("pages").objectStore("pages").count();
      asked.onsuccess = () => done(asked.result);
    });
    db.close();
    return count > 1;
  });
}

async function unsent(page, n) {
  await page.waitForFunction((n) => document.querySelector("#sync")?.dataset.unsent === String(n), n, { timeout: 60_000 });
}

/** All of a store, as it lies. */
function stored(page, name) {
  return page.evaluate(async (name) => {
    const db = await new Promise((done) => {
      const asked = indexedDB.open("butler-phone");
      asked.onsuccess = () => done(asked.result);
    });
    const all = await new Promise((done) => {
      const asked = db.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => done(asked.result);
    });
    db.close();
    return all.map((one) => ({ id: one.id, sent: one.sent, key: one instanceof CryptoKey ? { extractable: one.extractable } : undefined }));
  }, name);
}

/** Somebody with a visit today that is of use; signed in, nothing pressed. */
async function somebody(page, useful) {
  for (const login of LOGINS) {
    await signIn(page, login);
    await page.goto("/work");
    const rows = await page.locator("main > ol.visits > li.visit").evaluateAll((all) =>
      all.map((row) => ({ time: row.querySelector(".visit-time")?.textContent ?? "", state: row.dataset.state, href: row.querySelector("a")?.getAttribute("href") })),
    );
    const due = rows.find(useful);
    if (due) return { login, href: due.href };
    await page.context().clearCookies();
  }
  throw new Error("nobody has such a visit");
}

/** A large picture, too much for one breath of a poor line. */
async function picture(page) {
  const data = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1600, 1200];
    const context = canvas.getContext("2d");
    for (let n = 0; n < 6000; n += 1) {
      context.fillStyle = `hsl(${(n * 47) % 360} 60% ${20 + ((n * 13) % 60)}%)`;
      context.fillRect((n * 97) % 1600, (n * 61) % 1200, 24, 24);
    }
    return canvas.toDataURL("image/jpeg", 0.95);
  });
  return { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from(data.split(",")[1], "base64") };
}

/** Presses an item, by its place in the list. */
async function ticks(page, places) {
  const ids = await page.locator(".rooms .tick").evaluateAll((all) => all.map((one) => one.id));
  for (const id of places.map((place) => ids.at(place))) {
    const button = page.locator(`[id="${id}"]`);
    const began = Date.now();
    await button.evaluate((one) => one.click());
    const pressed = await page.locator(`[id="${id}"][aria-pressed=true]`).waitFor({ state: "attached", timeout: 3000 }).then(() => true, () => false);
    if (!pressed) {
      const absent = page.locator(`[id="${id.replace("tick-", "absent-")}"]`);
      await absent.evaluate((one) => one.click());
      await page.locator(`[id="${id.replace("tick-", "absent-")}"][aria-pressed=true]`).waitFor({ state: "attached" });
    } else assert.ok(Date.now() - began < 2000, "a press is answered at once on a slow phone too");
  }
}

test("two phones and the desk at one visit, the network cut at every step: all of it arrives once", { timeout: 420_000 }, async () => {
  let one = await newPhone();
  const { login, href } = await somebody(one.page, (row) => ["planned", "confirmed"].includes(row.state) && Number(row.time.split(":")[0]) < 17);
  const id = href.split("/").at(-1);
  const other = await newPhone();
  await signIn(other.page, login);
  for (const { page } of [one, other]) {
    await page.goto("/work");
    await ready(page);
    await keptDay(page);
  }
  // The lift: the day opens from the phone, and each step is kept.
  one.line.cut();
  const kept = await one.page.goto("/work");
  assert.equal(kept.headers()["x-kept"], "phone");
  await one.page.locator(`a[href="${href}"]`).first().click();
  await ready(one.page);
  await one.page.locator("form[action$='/on-my-way'] button").click();
  await one.page.locator(".now-way").waitFor();
  await unsent(one.page, 1);
  assert.match(await one.page.locator("#sync").textContent(), /Нет связи|На телефоне 1 запись/u);
  // Online for a moment: what was done goes, and the next step is done out of reach again.
  one.line.mend();
  await one.page.evaluate(() => window.dispatchEvent(new Event("online")));
  await unsent(one.page, 0);
  one.line.cut();
  await one.page.reload();
  await ready(one.page);
  await one.page.locator("form[action$='/start'] button").click();
  await one.page.locator(".rooms .tick").first().waitFor();
  await ticks(one.page, [0, 1, 2]);
  await one.page.reload();
  await ready(one.page);
  assert.equal(await one.page.locator(".tick[aria-pressed=true]").count(), 3, "what was kept is there after the page is opened anew");
  await unsent(one.page, 4);
  assert.match(await one.page.locator(".kept-mark").first().textContent(), /на телефоне/u);
  await check(one.page, "out of reach");
  const small = await one.page
    .locator("main button, main summary, .act button, .act a")
    .evaluateAll((all) => all.filter((item) => item.getClientRects().length > 0 && item.getBoundingClientRect().height < 55).map((item) => item.textContent));
  assert.deepEqual(small, [], "everything is as large as a thumb in a glove");
  // The other phone of the crew, out of reach as well: from its own copy of the morning.
  other.line.cut();
  await other.page.goto(href);
  await ready(other.page);
  await other.page.locator("form[action$='/on-my-way'] button").click();
  await other.page.locator("form[action$='/start'] button").click();
  await other.page.locator(".rooms .tick").first().waitFor();
  await ticks(other.page, [-1, -2]);
  await other.page.fill("#note", "Вторая лампа не горит");
  await other.page.locator("form[action$='/notes'] button").first().click();
  await other.page.locator(".note").getByText("Вторая лампа не горит").waitFor();
  // The desk writes meanwhile.
  const desk = await (await chromium.launch(launch)).newContext({ baseURL: house.origin, locale: "ru-RU" });
  contexts.push(desk, desk.browser());
  const board = await desk.newPage();
  await signIn(board, "tatiana");
  await board.goto(`/desk/visits/${id}`);
  await board.fill("textarea[name=note]", "Хозяйка вернётся к шести");
  await board.locator("form:has(textarea[name=note]) button").first().click();
  await board.getByText("Хозяйка вернётся к шести").first().waitFor();
  // A photo on a poor line, and the phone is switched off in the middle of it.
  await one.page.locator("#photos .shoot input[type=file]").first().setInputFiles(await picture(one.page));
  await one.page.locator(".photo-here").first().waitFor();
  await one.slow.send("Network.enable");
  await one.slow.send("Network.emulateNetworkConditions", { offline: false, latency: 80, downloadThroughput: 200_000, uploadThroughput: 40_000 });
  const [shot] = await stored(one.page, "photos");
  one.line.mend();
  await one.slow.send("Network.emulateNetworkConditions", { offline: false, latency: 80, downloadThroughput: 200_000, uploadThroughput: 40_000 });
  await one.page.evaluate(() => window.dispatchEvent(new Event("online")));
  let held = { offset: 0, length: 1 };
  const cookies = await one.context.cookies();
  const watch = { headers: { cookie: cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join("; ") } };
  for (let tries = 0; held.offset === 0 && tries < 600; tries += 1) {
    await new Promise((done) => setTimeout(done, 100));
    held = await (await fetch(`${house.origin}/work/uploads/${shot.id}`, watch)).json();
  }
  assert.ok(held.offset > 0 && held.offset < held.length, `cut off in the middle: ${held.offset} of ${held.length}`);
  await kill(one.folder);
  await one.context.close().catch(() => undefined);
  // Switched on again: it goes on from there.
  one = { ...one, ...(await phone(one.folder, one.line)) };
  await one.page.goto(href);
  await ready(one.page);
  await unsent(one.page, 0);
  assert.deepEqual((await stored(one.page, "photos")).map((photo) => photo.sent), [true]);
  await one.page.locator(".pair, img").first().waitFor();
  // The other phone comes back.
  other.line.mend();
  await other.page.evaluate(() => window.dispatchEvent(new Event("online")));
  await unsent(other.page, 0);
  const read = async (path) => (await one.context.request.get(path)).json();
  const visit = await read(`/api/v1/visits/${id}`);
  assert.equal(visit.state, "in_progress");
  assert.equal(visit.answered, 5);
  assert.equal((await read(`/api/v1/visits/${id}/photos`)).length, 1);
  await board.goto(`/desk/visits/${id}`);
  for (const note of ["Вторая лампа не горит", "Хозяйка вернётся к шести"]) assert.equal(await board.getByText(note).count(), 1, note);
  // Whoever has anything unsent does not sign out; the key stays where it cannot be read.
  await one.page.goto("/work");
  await ready(one.page);
  await one.page.goto(href);
  await ready(one.page);
  one.line.cut();
  const count = await one.page.locator(".rooms .tick").count();
  await ticks(one.page, [...Array(count - 5).keys()].map((n) => n + 3));
  while ((await one.page.locator("form[action$='/memory'] button[value=yes]").count()) > 0) {
    const all = await one.page.locator("form[action$='/memory'] button[value=yes]").count();
    await one.page.locator("form[action$='/memory'] button[value=yes]").first().click();
    await one.page.waitForFunction((n) => document.querySelectorAll("form[action$='/memory'] button[value=yes]").length < n, all);
  }
  await one.page.locator("form[action$='/done'] button").first().click();
  await one.page.locator(".now-done").waitFor();
  await one.page.goto("/work");
  await ready(one.page);
  await one.page.locator("#sign-out button").click();
  await one.page.locator("#sign-out-notice").waitFor();
  const keys = await stored(one.page, "keys");
  assert.ok(keys.length > 0 && keys.every((one) => one.key.extractable === false));
  one.line.mend();
  await one.page.evaluate(() => window.dispatchEvent(new Event("online")));
  await unsent(one.page, 0);
  const done = await read(`/api/v1/visits/${id}`);
  assert.deepEqual([done.state, done.answered], ["done", done.all]);
  await one.page.goto("/work");
  await ready(one.page);
  await one.page.locator("#sign-out button").click();
  await one.page.waitForURL((url) => !url.pathname.startsWith("/work"));
  assert.equal((await stored(one.page, "keys")).length, keys.length - 1, "the key of whoever signed out is gone");
  for (const store of ["photos", "events", "pages", "pictures"]) assert.deepEqual(await stored(one.page, store), [], store);
});

test("a page of the phone is light, says so when a visit went to somebody else, and is an app", { timeout: 120_000 }, async () => {
  const one = await newPhone();
  const { href } = await somebody(one.page, (row) => row.state !== undefined);
  await keptDay(one.page);
  // As on the first morning, without anything kept: all that the page itself loads.
  const loads = await one.context.newCDPSession(one.page);
  await loads.send("Network.enable");
  await loads.send("Network.setCacheDisabled", { cacheDisabled: true });
  await loads.send("Network.setBypassServiceWorker", { bypass: true });
  const sizes = new Map();
  const kinds = new Map();
  loads.on("Network.responseReceived", ({ requestId, type, response }) => kinds.set(requestId, { type, url: response.url }));
  loads.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  const keeps = one.page.waitForResponse((response) => response.url().endsWith("/work/day"));
  await one.page.goto(href, { waitUntil: "load" });
  // Its own day has come: what is said of the next one below is not said to this page's.
  await (await keeps).finished();
  const sum = (of) => [...sizes].filter(([id]) => of(kinds.get(id) ?? {})).reduce((all, [, size]) => all + size, 0);
  const page = sum(({ type, url }) => ["Document", "Stylesheet", "Script"].includes(type) && !url.endsWith("worker.js"));
  const type = sum((one) => one.type === "Font");
  console.log(`page ${Math.round(page / 1000)} kB, type ${Math.round(type / 1000)} kB`);
  assert.ok(page + type < 150_000, `${page} and ${type} bytes`);
  const app = await loads.send("Page.getAppManifest").catch(() => undefined);
  assert.deepEqual(app?.errors ?? [], []);
  assert.ok(app?.url.endsWith("/work/manifest.webmanifest"));
  // The visit goes to somebody else while the phone has it; the day that says so does not come through at first, and is asked for again.
  let lost = 0;
  await one.context.route("**/work/day", async (route) => {
    if (lost++ === 0) return route.abort();
    const answer = await route.fetch();
    const day = await answer.json();
    const other = (path) => path !== href;
    await route.fulfill({ response: answer, json: { ...day, visits: day.visits.filter((visit) => other(`/work/visits/${visit.id}`)), pages: day.pages.filter((page) => other(page.path)) } });
  });
  await loads.send("Network.setBypassServiceWorker", { bypass: false });
  await one.page.goto("/work");
  await one.page.locator("[data-gone]").waitFor();
  assert.match(await one.page.locator("[data-gone]").textContent(), /передали другому/u);
});
