// Somebody at work, on their phone.

export const LOGINS = ["olga", "marina", "irina", "svetlana", "nina", "tamara", "larisa", "galina", "aigul", "polina", "dina", "vera"];
/** Signs in whoever has a visit that can be set off for now, and opens it. */
export async function whoSetsOff(device, options) {
  for (const login of LOGINS) {
    const { page, complaints, context } = await device(options);
    await page.goto("/sign-in/staff");
    await page.fill("#login", login);
    await page.fill("#password", "demo-house-1703");
    await page.locator("main form button").first().click();
    await page.waitForLoadState("networkidle");
    await page.goto("/work");
    const links = await page.locator("a[href^='/work/visits/']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    for (const link of new Set(links)) {
      await page.goto(link);
      if ((await page.locator("form[action$='/on-my-way']").count()) === 0) continue;
      await page.locator(".act button").click();
      await page.waitForLoadState("networkidle");
      // Tomorrow's visit is too early to set off for.
      if ((await page.locator("form[action$='/start']").count()) > 0) return { page, complaints, context };
    }
    await context.close();
  }
  throw new Error("nobody has a visit to set off for");
}
