// A message reaches a real SMTP server: headers, Cyrillic, once.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { freePort, openHouse } from "./house.mjs";

let mail;
let house;
let web;

before(async () => {
  const smtp = await freePort();
  const port = await freePort();
  web = `http://127.0.0.1:${port}`;
  const program = new URL("../node_modules/maildev/dist/bin/maildev.js", import.meta.url).pathname;
  mail = spawn(process.execPath, [program, "--smtp", String(smtp), "--web", String(port), "--ip", "127.0.0.1"], { stdio: "ignore" });
  for (let tries = 0; !(await fetch(`${web}/api/email`).then((a) => a.ok, () => false)); tries += 1) {
    assert.ok(tries < 200, "the mail server did not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  house = await openHouse(["--smtp-url", `smtp://127.0.0.1:${smtp}`, "--smtp-from", "Дворецкий <dom@example.org>"]);
});

after(async () => {
  await house?.close();
  mail?.kill();
});

test("a client with an address gets her code by mail, once", async () => {
  // The demo's Anna has an e-mail address; asking for a code at the door sends it.
  const asked = await fetch(`${house.origin}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ phone: "+7 921 555-01-20" }),
    redirect: "manual",
  });
  assert.ok(asked.status < 400, String(asked.status));
  let letters = [];
  for (let tries = 0; letters.length === 0 && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    letters = await fetch(`${web}/api/email`).then((answer) => answer.json());
  }
  assert.equal(letters.length, 1);
  const [letter] = letters;
  assert.equal(letter.subject, "Код подтверждения");
  assert.equal(letter.from[0].name, "Дворецкий");
  assert.match(letter.text, /\b\d{6}\b/);
  assert.match(letter.headers["message-id"], /^<[0-9a-f-]{36}@example\.org>$/);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.equal((await fetch(`${web}/api/email`).then((answer) => answer.json())).length, 1);
});

/** A POST of the API with a key of its own. */
async function post(path, body) {
  const answer = await fetch(`${house.origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": "ru", "idempotency-key": `mail-test-key-${path}-${Date.now()}`.slice(0, 100) },
    body: JSON.stringify(body),
  });
  const told = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(told));
  return told;
}

test("a guest without a phone gets one letter in two parts: the same words as text and as a page, with the code and the link", async () => {
  const quote = await post("/api/v1/quotes", { service: "regular", district: "petrogradsky", area_m2: 54, rooms: 2, bathrooms: 1 });
  const { slots } = await fetch(`${house.origin}/api/v1/slots?quote=${quote.id}`).then((answer) => answer.json());
  const hold = await post("/api/v1/holds", { quote: quote.id, start: slots.at(-1).start });
  const request = await post("/api/v1/bookings", { hold: hold.id, name: "Вера", email: "vera@example.org", street: "Большая Пушкарская улица", house: "3" });
  let letter;
  for (let tries = 0; !letter && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    letter = (await fetch(`${web}/api/email`).then((answer) => answer.json())).find((one) => one.to[0].address === "vera@example.org");
  }
  assert.ok(letter, "the letter came");
  assert.equal(letter.subject, "Код и ссылка, чтобы подтвердить заказ");
  const raw = await fetch(`${web}/api/email/${letter.id}/source`).then((answer) => answer.text());
  assert.match(raw, /content-type: multipart\/alternative/i);
  assert.match(raw, /content-type: text\/plain; charset=utf-8/i);
  assert.match(raw, /content-type: text\/html; charset=utf-8/i);
  const link = letter.text.match(/http\S+/)[0];
  assert.ok(link.includes(`/bookings/${request.id}?key=`), link);
  assert.match(letter.text, /Ваш код: \d{6}/);
  assert.ok(letter.html.includes(`href="${link.replaceAll("&", "&amp;")}"`), "the page has the link as a button");
  assert.match(letter.html, /Открыть и подтвердить заказ/);
  // A mail program looks at the link before its reader does: nothing is spent, and a press is asked for.
  const path = link.slice(new URL(link).origin.length);
  for (let looks = 0; looks < 2; looks += 1) {
    const html = await fetch(`${house.origin}${path}`).then((answer) => answer.text());
    assert.match(html, /name="key"/);
    assert.doesNotMatch(html, /name="code"/);
  }
});
