// order.test.mjs - what the page does when answers, events and clicks come in another order
// than usual; against a playground of its own, in which the tests speak for the bot.
import assert from "node:assert/strict";
import { test } from "node:test";
import { channelId, connected, enterAs, freshName, go, joinAs, message, ownPlayground, request,
  say, thread } from "./browser.mjs";

const own = ownPlayground();

// The next answer from there comes only when it is let: -> lets it, and waits for its arrival;
// given: the server has given it.
async function holdAnswer(page, url) {
  let release, give;
  const held = new Promise((resolve) => { release = resolve; });
  const given = new Promise((resolve) => { give = resolve; });
  await page.evaluate(() => { AbortSignal.timeout = () => undefined; }); // however long it is held
  const asked = page.waitForRequest(url);
  await page.route(url, async (route) => {
    const response = await route.fetch();
    give();
    await held;
    await route.fulfill({ response });
  }, { times: 1 });
  const arrive = async () => {
    const answer = (await asked).response();
    release();
    await (await answer).finished();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  };
  return Object.assign(arrive, { given });
}

// A page whose sockets are closed at once, until they may be open; and cut when it is asked for.
async function withSockets(options = {}) {
  const page = await own.open();
  let open = options.open ?? false;
  let last;
  await page.routeWebSocket(/websocket$/, (socket) => {
    last = socket;
    if (open) socket.connectToServer();
    else socket.close();
  });
  await page.reload();
  return { page, allow: (on) => { open = on; }, cut: () => last.close() };
}

async function botAnswers(page, question, text) {
  const root_id = await message(page, question).getAttribute("data-id");
  const { channel_id } = await own.asBot(`/posts/${root_id}`);
  await own.asBot("/posts", { channel_id, root_id, message: text });
}

test("an answer that came before the page was connected is shown", async () => {
  const { page, allow } = await withSockets();
  await enterAs(page, freshName("Nia"));
  await say(page, "what is clonus");
  await botAnswers(page, "what is clonus", "A rhythm of jerks.");
  allow(true);
  await thread(page).getByText("A rhythm of jerks.").waitFor();
  await page.locator("#thread-text:focus").waitFor();
});

test("so is one that was read before the request which asked has ended", async () => {
  const { page, allow } = await withSockets();
  await enterAs(page, freshName("Ove"));
  const arrive = await holdAnswer(page, "**/api/v4/posts");
  await say(page, "what is baclofen");
  allow(true);
  await connected(page);
  await botAnswers(page, "what is baclofen", "A medicine.");
  await message(page, "what is baclofen").getByText("1 reply").waitFor();
  await arrive();
  await thread(page).getByText("A medicine.").waitFor();
});

test("an answer that came while its asker was elsewhere does not open later by itself", async () => {
  const page = await own.person("Pim"), other = await own.person("Quy");
  await say(page, "what is a spasm");
  await message(page, "what is a spasm").waitFor();
  await go(page, "clinic-team", "#clinic-team");
  await botAnswers(other, "what is a spasm", "A sudden tightening.");
  await page.getByRole("link", { name: /support-group 1 unread/ }).waitFor();
  await go(page, "support-group", "#support-group");
  await message(page, "what is a spasm").getByText("1 reply").waitFor();
  await say(other, "good morning");
  await message(page, "good morning").waitFor();
  assert.equal(await thread(page).isVisible(), false);
});

test("a thread that is opened while its place is still being read stays open", async () => {
  const page = await own.person("Ivo");
  await go(page, "clinic-team", "#clinic-team");
  await say(page, "to be talked about");
  await message(page, "to be talked about").waitFor();
  await go(page, "support-group", "#support-group");
  const id = await channelId(page, "clinic-team");
  const arrive = await holdAnswer(page, `**/channels/${id}/posts?*`);
  await go(page, "clinic-team", "#clinic-team");
  await message(page, "to be talked about").locator(".thread-link").click();
  await thread(page).waitFor();
  await arrive();
  assert.ok(await thread(page).isVisible());
});

test("a place that could not be read is of no concern to who has gone on to another", async () => {
  const page = await own.person("Ina");
  const id = await channelId(page, "clinic-team");
  let fail;
  const failing = new Promise((resolve) => { fail = resolve; });
  await page.route(`**/channels/${id}/posts?*`, (route) => failing.then(() => route.abort()), { times: 1 });
  await go(page, "clinic-team", "#clinic-team");
  await go(page, "support-group", "#support-group");
  const failed = page.waitForEvent("requestfailed");
  fail();
  await failed;
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  assert.equal(await page.locator("#connection").innerText(), "");
});

test("what an event tells is not undone by what was read before it", async () => {
  const page = await own.person("Pax"), other = await own.person("Quin");
  await say(page, "a word to agree with");
  await botAnswers(page, "a word to agree with", "So it is.");
  await thread(page).getByText("So it is.").waitFor();
  await say(page, "a word too many");
  await message(page, "a word too many").waitFor();
  const id = await message(page, "a word too many").getAttribute("data-id");
  await go(page, "clinic-team", "#clinic-team");
  const channel = await channelId(page, "support-group");
  const arrive = await holdAnswer(page, `**/channels/${channel}/posts?*`);
  await go(page, "support-group", "#support-group");
  await arrive.given;
  await message(other, "a word to agree with").locator(".thread-link").click();
  await thread(other).getByRole("button", { name: /^Helpful/ }).click();
  await request(page, "DELETE", `/posts/${id}`);
  await message(page, "a word too many").waitFor({ state: "detached" });
  await message(page, "a word to agree with").locator(".thread-link").click();
  await thread(page).getByRole("button", { name: "Helpful 1" }).waitFor();
  await arrive();
  assert.equal(await message(page, "a word too many").count(), 0);
  assert.equal(await thread(page).getByRole("button", { name: "Helpful 1" }).count(), 1);
});

test("what was deleted while nothing came is gone afterwards, and of many new ones none is passed over", async () => {
  const { page, cut, allow } = await withSockets({ open: true });
  await joinAs(page, freshName("Rut"));
  await say(page, "soon to be deleted");
  await message(page, "soon to be deleted").waitFor();
  const id = await message(page, "soon to be deleted").getAttribute("data-id");
  const { channel_id } = await own.asBot(`/posts/${id}`);
  allow(false);
  await cut();
  await page.getByRole("status").filter({ hasText: "connection is lost" }).waitFor();
  await request(page, "DELETE", `/posts/${id}`);
  allow(true);
  await connected(page);
  assert.equal(await message(page, "soon to be deleted").count(), 0);
  allow(false);
  await cut();
  await page.getByRole("status").filter({ hasText: "connection is lost" }).waitFor();
  for (let i = 0; i < 120; i += 1) await own.asBot("/posts", { channel_id, message: `missed ${i}.` });
  allow(true);
  await message(page, "missed 119.").waitFor();
  assert.equal(await message(page, "missed 3.").count(), 0);
  await page.getByRole("button", { name: "Show older messages" }).click();
  await message(page, "missed 3.").waitFor();
});

test("what comes for somebody who has left is not shown to the next one", async () => {
  const page = await own.person("Lea"), other = await own.person("Uli");
  const ids = await Promise.all([page, other].map(async (one) => (await request(one, "GET", "/users/me")).id));
  await request(page, "POST", "/channels/direct", ids);
  const link = page.getByRole("link", { name: other.person });
  await link.waitFor();
  const arrive = await holdAnswer(page, "**/api/v4/posts");
  await say(page, "my last words");
  await message(page, "my last words").waitFor();
  await page.getByRole("button", { name: "Change your name" }).click();
  await joinAs(page, freshName("Kim"));
  await arrive();
  assert.equal(await link.count(), 0);
  assert.equal(await page.locator("#live").getByText("Sent.").count(), 0);
  assert.deepEqual(page.faults, []);
});

test("what could not be read when the connection came back is read a little later", async () => {
  const { page, cut, allow } = await withSockets({ open: true });
  await joinAs(page, freshName("Tom"));
  const other = await own.person("Vic");
  allow(false);
  await cut();
  await page.getByRole("status").filter({ hasText: "connection is lost" }).waitFor();
  await say(other, "said while Tom was away");
  await message(other, "said while Tom was away").waitFor();
  await page.route("**/users/me/channels?*", (route) => route.abort(), { times: 1 });
  allow(true);
  await message(page, "said while Tom was away").waitFor();
  await connected(page);
});
