// restart.test.mjs - what the page does when its server goes away, comes back, or has
// forgotten everybody; against a playground of its own, without a bot.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { message, openPage, joinAs, say, startBrowser, startServer, stopServer } from "./browser.mjs";

let browser, server, address;

before(async () => {
  browser = await startBrowser();
  server = await startServer();
  address = server.address;
});
after(async () => {
  await browser?.close();
  await stopServer(server);
});

test("a message that was not stored is kept, and sent once on the next try", async () => {
  const page = await openPage(browser, { address });
  await joinAs(page, "Ada");
  await fetch(`${address}playground/faults`, {
    method: "POST", body: JSON.stringify({ posts: { fault: "error_after", everyone: true } }),
  });
  await say(page, "is this heard?");
  await page.getByRole("alert").filter({ hasText: "Your text is kept" }).waitFor();
  assert.equal(await page.locator("#room-text").inputValue(), "is this heard?");
  await page.locator("#room-text").press("Enter");
  await page.waitForFunction(() => document.getElementById("room-text").value === "");
  assert.equal(await page.locator("#room-posts article", { hasText: "is this heard?" }).count(), 1);
  await page.context().close();
});

test("a bot that is not connected is shown as offline", async () => {
  const page = await openPage(browser, { address });
  await joinAs(page, "Cal");
  await page.getByRole("link", { name: "Limber offline" }).waitFor();
  await page.context().close();
});

test("a server that is away is told; one that forgot everybody leads to the door", async () => {
  const page = await openPage(browser, { address });
  await joinAs(page, "Bea");
  await say(page, "before");
  await message(page, "before").waitFor();
  await stopServer(server);
  await page.getByRole("status").filter({ hasText: "connection is lost" }).waitFor();
  server = await startServer(new URL(address).port);
  await page.getByRole("alert").filter({ hasText: "restarted" }).waitFor();
  assert.equal(await page.getByLabel("Your name").inputValue(), "Bea");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
});
