// A demo house of its own for a test file: filled, served, ended.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);
const butler = process.env.BUTLER_BIN ?? new URL("../../target/debug/butler", import.meta.url).pathname;

/** The present moment of the test's house: a Tuesday afternoon in full swing. */
export const NOW = "2026-03-03T14:40:00+03:00";

export async function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Fills and opens a house; `extra` are more arguments of `butler serve`. */
export async function openHouse(extra = []) {
  const data = await mkdtemp(join(tmpdir(), "butler-journey-"));
  await run(butler, ["demo", "--data", data, "--seed", "1", "--at", NOW, "--days", "8", "--clients", "40", "--log", "warn"]);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const args = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, "--clock", NOW, "--log", "warn", ...extra];
  const house = spawn(butler, args, { stdio: ["ignore", "inherit", "inherit"] });
  for (let tries = 0; ; tries += 1) {
    const ready = await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (tries > 300) throw new Error("the house did not open");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    origin,
    data,
    async close() {
      const ended = new Promise((resolve) => house.once("exit", resolve));
      house.kill("SIGTERM");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function openBrowser(extra) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...extra],
  });
}

/** A person with a device. Every error of a page and every request to another origin is kept. */
async function openDevice(browser, origin, { width = 390, height = 844, theme = "light", lang = "ru-RU", script = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: lang,
    javaScriptEnabled: script,
    hasTouch: width < 800,
    reducedMotion: "reduce",
    baseURL: origin,
  });
  const complaints = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) complaints.push(`third party: ${url}`);
  });
  return { context, page, complaints };
}

/**
 * A house and a browser for a test file, opened before its tests and ended after them; `extra` are more arguments of the
 * browser. Gives what hands a person a device.
 */
export function atHome(extra = []) {
  let house;
  let browser;
  before(async () => {
    [house, browser] = await Promise.all([openHouse(), openBrowser(extra)]);
  });
  after(async () => {
    await browser?.close();
    await house?.close();
  });
  return (options) => openDevice(browser, house.origin, options);
}
