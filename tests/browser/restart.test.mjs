// restart.test.mjs - what the page does when its server goes away, comes back, or has
// forgotten everybody; against a playground of its own, without a bot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { message, ownPlayground, say } from "./browser.mjs";

const own = ownPlayground();

test("a message that was not stored is kept, and sent once on the next try", async () => {
  const page = await own.person("Ada");
  await fetch(`${own.address}playground/faults`, {
    method: "POST", body: JSON.stringify({ posts: { fault: "error_after", everyone: true } }),
  });
  await say(page, "is this heard?");
  await page.getByRole("alert").filter({ hasText: "Your text is kept" }).waitFor();
  assert.equal(await page.locator("#room-text").inputValue(), "is this heard?");
  await page.locator("#room-text").press("Enter");
  await page.locator("#live").getByText("Sent.").waitFor({ state: "attached" });
  assert.equal(await page.locator("#room-text").inputValue(), "");
  assert.equal(await page.locator("#room-posts article", { hasText: "is this heard?" }).count(), 1);
});

test("a bot that is not connected is shown as offline", async () => {
  const page = await own.person("Cal");
  await page.getByRole("link", { name: "Limber offline" }).waitFor();
});

test("a server that is away is told; one that forgot everybody leads to the door", async () => {
  const page = await own.person("Bea");
  await say(page, "before");
  await message(page, "before").waitFor();
  await own.stop();
  await page.getByRole("status").filter({ hasText: "connection is lost" }).waitFor();
  await own.start();
  await page.getByRole("alert").filter({ hasText: "restarted" }).waitFor();
  assert.equal(await page.getByLabel("Your name").inputValue(), page.person);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
});
