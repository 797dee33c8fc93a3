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
