// A whole visit on the cleaner's phone, by its pages alone: on the way, begun, a pair of photos of which the second is framed by
// the outline of the first, what the house remembers, a note, every item, done.
import { test } from "node:test";
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { whoSetsOff } from "./cleaner.mjs";
import { atHome } from "./house.mjs";

const CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];

const device = atHome(CAMERA);

/** An id with dots in a selector. */
function escaped(id) {
  return id.replaceAll(".", "\\.");
}

/** A picture made in the page: light on the left, dark on the right. */
async function picture(page) {
  const data = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 480;
    const context = canvas.getContext("2d");
    context.fillStyle = "#eeeeee";
    context.fillRect(0, 0, 320, 480);
    context.fillStyle = "#222222";
    context.fillRect(320, 0, 320, 480);
    return canvas.toDataURL("image/jpeg");
  });
  return { name: "photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from(data.split(",")[1], "base64") };
}

test("a visit from the way to its end on the cleaner's phone", async () => {
  const { page, complaints, context } = await whoSetsOff(device, { theme: "dark" });
  await check(page, "on the way");
  await page.locator("form[action$='/start'] button").click();
  await page.waitForLoadState("networkidle");
  const small = await page
    .locator("main button, main summary, .act button, .act a")
    .evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 55).map((one) => one.textContent));
  assert.deepEqual(small, [], "everything is as large as a thumb in a glove");
  await page.locator("#photos .shoot input[type=file]").first().setInputFiles(await picture(page));
  await page.locator("[data-ghost] > .button").first().click();
  await page.locator("dialog.camera canvas").waitFor();
  await page.waitForFunction(() => (document.querySelector("dialog.camera video")?.videoWidth ?? 0) > 0);
  await page.locator("dialog .camera-bar .button").click();
  await page.locator(".pair-live").first().waitFor();
  await page.locator(".pair-range").first().focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.locator(".pair-live").first().evaluate((pair) => pair.style.getPropertyValue("--cut")), "51%");
  await check(page, "under way");
  await page.fill("#note", "Лампа в прихожей не горит");
  await page.locator("form[action$='/notes'] button").first().click();
  await page.locator(".note").getByText("Лампа в прихожей не горит").waitFor();
  // The phone draws itself anew after each answer, in its own time: the next is asked for once this one is gone.
  const unanswered = page.locator("form[action$='/memory'] button[value=yes]");
  for (let left = await unanswered.count(); left > 0; left -= 1) {
    await unanswered.first().click();
    await unanswered.nth(left - 1).waitFor({ state: "detached" });
  }
  const items = await page.locator(".tick[value=done]").evaluateAll((all) => all.map((one) => one.id));
  for (const id of items) {
    const next = page.locator(`#${escaped(id)}`);
    await next.evaluate((button) => button.click());
    const ticked = page.locator(`#${escaped(id)}[aria-pressed=true]`);
    // In a room that the household keeps closed nothing is ticked: it is left out.
    if (!(await ticked.waitFor({ state: "attached", timeout: 4000 }).then(() => true, () => false))) {
      const absent = `#${escaped(id.replace("tick-", "absent-"))}`;
      await page.locator(absent).evaluate((button) => button.click());
      await page.locator(`${absent}[aria-pressed=true]`).waitFor({ state: "attached" });
    }
  }
  await page.locator("form[action$='/done'] button").first().click();
  await page.waitForLoadState("networkidle");
  await page.locator(".now-done").first().waitFor();
  await check(page, "done");
  assert.deepEqual(complaints, []);
  await context.close();
});
