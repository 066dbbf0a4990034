// trouble.test.mjs - what the page does when requests fail, and with what is odd: addresses,
// browsers, people who change; against a playground of its own, without a bot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { channelId, connected, freshName, go, joinAs, message, ownPlayground, reload, request, say,
  thread, typeUntil, until } from "./browser.mjs";

const own = ownPlayground();

// Posts wait, and fail once it is asked for, until they may go again.
async function holdPosts(page) {
  let release, mended = false;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route("**/api/v4/posts", async (route) => {
    await held;
    await (mended ? route.continue() : route.abort());
  });
  return { fail: release, mend: () => { mended = true; } };
}

test("where a message goes is on the screen, also while the place's messages cannot be read", async () => {
  const page = await own.person("Wim");
  await go(page, /^Limber/, "Limber");
  await page.route("**/channels/*/posts?*", (route) => route.abort());
  await page.getByRole("link", { name: "support-group" }).click();
  await page.getByRole("status").filter({ hasText: "does not answer" }).first().waitFor();
  assert.equal(await page.locator("#room-title").innerText(), "#support-group");
  assert.equal(await page.locator("#room-text").getAttribute("placeholder"), "Message #support-group");
  await say(page, "said to the group");
  await message(page, "said to the group").waitFor();
  await page.reload();
  await page.getByRole("status").filter({ hasText: /does not answer|is lost/ }).first().waitFor();
  assert.equal(await page.locator("#room-title").innerText(), "#support-group");
  await page.unrouteAll();
  await connected(page);
  await go(page, "clinic-team", "#clinic-team");
  await go(page, "support-group", "#support-group");
  await message(page, "said to the group").waitFor();
  assert.equal(await page.locator("#connection").innerText(), "");
});

test("what could not be sent goes back to where it was written", async () => {
  const page = await own.person("Pia");
  await go(page, /^Limber/, "Limber");
  const posts = await holdPosts(page);
  await say(page, "for Limber alone");
  await go(page, "support-group", "#support-group");
  await page.locator("#room-text").fill("for all");
  posts.fail();
  await page.getByRole("alert").filter({ hasText: "Not sent to Limber" }).waitFor();
  assert.equal(await page.locator("#room-text").inputValue(), "for all");
  posts.mend();
  await page.locator("#room-text").press("Enter");
  await message(page, "for all").waitFor();
  assert.equal(await page.locator("#room-posts article", { hasText: "for Limber alone" }).count(), 0);
  await go(page, /^Limber/, "Limber");
  await page.getByRole("alert").filter({ hasText: "Your text is kept" }).waitFor();
  await page.locator("#room-text").press("Enter");
  await message(page, "for Limber alone").waitFor();
});

test("so does a reply whose thread was closed meanwhile", async () => {
  const page = await own.person("Ron");
  await say(page, "a thread of its own");
  await message(page, "a thread of its own").locator(".thread-link").click();
  const posts = await holdPosts(page);
  await page.locator("#thread-text").fill("a reply");
  await page.locator("#thread-text").press("Enter");
  await page.getByRole("button", { name: "Close the thread" }).click();
  posts.fail();
  await page.getByRole("alert").filter({ hasText: "a thread of #support-group" }).waitFor();
  assert.equal(await page.locator("#room-text").inputValue(), "");
  await message(page, "a thread of its own").locator(".thread-link").click();
  assert.equal(await page.locator("#thread-text").inputValue(), "a reply");
});

test("several that could not be sent keep their order", async () => {
  const page = await own.person("Oda");
  const posts = await holdPosts(page);
  await say(page, "first");
  await say(page, "second");
  await page.locator("#room-text").fill("third");
  posts.fail();
  await until(async () => (await page.locator("#room-text").inputValue()).includes("second"), "both");
  assert.equal(await page.locator("#room-text").inputValue(), "first\nsecond\nthird");
});

test("an address that makes no sense leads into the room all the same", async () => {
  const page = await own.person("Adi");
  await page.goto(`${own.address}#50%`);
  await reload(page);
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
  await page.evaluate(() => { location.hash = "#%"; });
  await page.evaluate(() => { location.hash = "#clinic-team"; });
  await page.getByRole("heading", { level: 2, name: "#clinic-team" }).waitFor();
  assert.equal(await page.locator("#connection").innerText(), "");
  assert.deepEqual(page.faults, []);
});

test("a browser that keeps nothing can be used all the same", async () => {
  const page = await own.open();
  await page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
  });
  await page.reload();
  await joinAs(page, freshName("Noa"));
  await page.getByRole("radio", { name: "Dark" }).check();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
});

test("whoever comes after another one in a tab sees others write without a break", async () => {
  const page = await own.person("Lea"), other = await own.person("Ben");
  await page.getByRole("button", { name: "Change your name" }).click();
  await joinAs(page, freshName("Kim"));
  await page.evaluate(() => { // so that it is not over meanwhile
    const now = Date.now();
    Date.now = () => now;
  });
  await typeUntil(other, page.locator("#room-typing", { hasText: "Ben" }));
  const breaks = await page.locator("#room-typing").evaluate(async (box) => {
    let count = 0;
    new MutationObserver(() => { count += 1; }).observe(box, { childList: true });
    await new Promise((resolve) => setTimeout(resolve, 2500));
    return count;
  });
  assert.equal(breaks, 0);
});

test("who writes is told above the message box, not over it", async () => {
  const page = await own.person("Una"), other = await own.person("Ves");
  for (let i = 0; i < 30; i += 1) await say(page, `line ${i}`);
  await message(page, "line 29").waitFor();
  await typeUntil(other, page.locator("#room-typing", { hasText: "Ves" }));
  const over = await page.evaluate(() => { // both at the same moment
    const [typing, box] = ["room-typing", "room-form"].map((id) =>
      document.getElementById(id).getBoundingClientRect());
    return typing.bottom - box.top;
  });
  assert.ok(over <= 0, `${over} pixels over it`);
});

test("a narrow screen with a thread shows what goes wrong", async () => {
  const page = await own.person("Tia", { viewport: { width: 400, height: 700 } });
  await say(page, "on a phone");
  await message(page, "on a phone").locator(".thread-link").click();
  await own.stop();
  await page.getByRole("status").filter({ hasText: "connection is lost" }).waitFor();
  await own.start();
});

test("whoever changes the name on a narrow screen comes back into the room", async () => {
  const page = await own.person("Ute", { viewport: { width: 400, height: 700 } });
  await page.getByRole("button", { name: "Open the menu" }).click();
  await page.getByRole("button", { name: "Change your name" }).click();
  await joinAs(page, freshName("Eva"));
  await until(() => page.locator("#room-text").evaluate((box) => box === document.activeElement), "focus");
  await say(page, "here I am");
  await message(page, "here I am").waitFor();
});

test("from a long past: a failure to read it is said, a thread in it is found by its address", async () => {
  const page = await own.person("Pat");
  const channel_id = await channelId(page, "clinic-team");
  const ids = [];
  for (let i = 0; i < 120; i += 1)
    ids.push((await request(page, "POST", "/posts", { channel_id, message: `message ${i}.` })).id);
  await page.goto(`${own.address}#clinic-team/${ids[0]}`);
  await reload(page);
  await thread(page).locator("article", { hasText: "message 0." }).waitFor();
  assert.equal(await page.locator("#room-posts article", { hasText: "message 0." }).count(), 0);
  await page.route("**/posts?*before=*", (route) => route.abort());
  await page.getByRole("button", { name: "Show older messages" }).click();
  await page.getByRole("status").filter({ hasText: "That did not work" }).waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Show older messages" }).click();
  await message(page, "message 0.").waitFor();
});

test("a channel that is archived and taken up again while it is looked at says so", async () => {
  const page = await own.person("Gil");
  await go(page, "clinic-team", "#clinic-team");
  await say(page, "before the end");
  await message(page, "before the end").locator(".thread-link").click();
  const id = await channelId(page, "clinic-team");
  const call = (method, path) => request(page, method, `/channels/${id}${path}`);
  await call("DELETE", "");
  await page.getByPlaceholder("This channel is archived").nth(1).waitFor();
  assert.ok(await page.locator("#room-text").isDisabled());
  assert.ok(await page.locator("#thread-text").isDisabled());
  await call("POST", "/restore");
  await reload(page);
  await page.getByPlaceholder("Message #clinic-team").waitFor();
  await page.getByRole("textbox", { name: "Reply in this thread" }).fill("and after it");
  await call("DELETE", "");
  await page.getByPlaceholder("This channel is archived").first().waitFor();
  await page.getByRole("button", { name: "Change your name" }).click();
  await joinAs(page, freshName("Hal"));
  await say(page, "and the next one");
  await message(page, "and the next one").waitFor();
  assert.deepEqual(page.faults, []);
});
