// room.test.mjs - what people do in the room: ask, read, choose, come back, be two.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, CAUSES, joinAs, message, newPerson, openPage, ownBrowser, reload, say, thread,
  typeUntil, until } from "./browser.mjs";

const browser = ownBrowser();

async function sixCauses(page) {
  const answer = answers(page).first();
  await answer.waitFor();
  const text = await answer.innerText();
  for (const cause of CAUSES) assert.match(text, cause);
}

test("a question asked by mouse shows the six causes in its thread", async () => {
  const page = await newPerson(browser, "Mo");
  await page.locator("#room-text").click();
  await page.locator("#room-text").pressSequentially("what causes spasticity");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await sixCauses(page);
  assert.match(await message(page, "what causes spasticity").innerText(), /1 reply/);
  assert.deepEqual(page.faults, []);
});

test("the same by keyboard alone, from the door to a suggestion", async () => {
  const page = await openPage(browser);
  const { keyboard } = page;
  await page.locator("#join-name:focus").waitFor();
  await keyboard.type(`Kay ${process.pid}`);
  await keyboard.press("Enter");
  await page.locator("#room-text:focus").waitFor();
  await keyboard.type("what causes spasticity?");
  await keyboard.press("Enter");
  await sixCauses(page);
  await page.locator("#thread-text:focus").waitFor(); // a follow-up can be typed at once
  await keyboard.press("Escape"); // closes the thread, back to its message
  await page.locator(".thread-link:focus").waitFor();
  await keyboard.press("Escape"); // to the message box
  await page.locator("#room-text:focus").waitFor();
  await keyboard.press("ArrowUp"); // the newest message
  assert.match(await page.locator("article:focus").innerText(), /what causes spasticity\?/);
  await keyboard.press("Enter"); // its thread
  await page.locator("#thread-title:focus").waitFor();
  const choice = thread(page).locator(".choice").first();
  const label = (await choice.innerText()).replace(/^\d+\s*/, "").trim();
  for (let i = 0; i < 20 && !(await thread(page).locator(".choice:focus").count()); i += 1)
    await keyboard.press("Tab");
  await keyboard.press("Enter");
  await until(async () => (await answers(page).count()) === 2, "an answer to the suggestion");
  assert.equal(await thread(page).locator("article .text", { hasText: label }).count() > 0, true);
  await keyboard.press("Escape"); // to the thread's box
  await page.locator("#thread-text:focus").waitFor();
  await keyboard.press("Escape"); // and out
  await thread(page).waitFor({ state: "hidden" });
  await page.locator(".thread-link:focus").waitFor();
  assert.deepEqual(page.faults, []);
});

test("a follow-up typed at once is understood; who writes already is not disturbed", async () => {
  const page = await newPerson(browser, "Flo");
  await page.locator("#room-text").focus();
  for (const [text, count] of [["what is baclofen", 1], ["side effects?", 2], ["thanks", 3]]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await until(async () => (await answers(page).count()) === count, `answer ${count}`);
    await page.locator("#thread-text:focus").waitFor();
  }
  assert.match(await answers(page).nth(1).innerText(), /side effect|sleepy|drows/i);
  await page.getByRole("button", { name: "Close the thread" }).click();
  await page.locator("#room-text").focus();
  await page.keyboard.type("what is clonus");
  await page.evaluate(() => { // at once, before any answer can come
    document.getElementById("room-form").requestSubmit();
    document.getElementById("room-text").value = "by the way";
  });
  await answers(page).first().waitFor();
  assert.equal(await page.locator("#room-text:focus").inputValue(), "by the way");
});

test("what is clicked twice at once is said once", async () => {
  const page = await newPerson(browser, "Dot");
  await page.getByRole("link", { name: "Limber" }).click();
  await page.getByRole("heading", { level: 2, name: "Limber" }).waitFor();
  await page.getByRole("button", { name: "What helps at home?" }).dblclick();
  const replies = page.locator("#room-posts article:has(.badge)");
  await replies.first().waitFor();
  await say(page, "thanks");
  await until(async () => (await replies.count()) >= 2, "the last reply");
  assert.equal(await page.locator("#room-posts article", { hasText: "What helps at home?" }).and(
    page.locator("article:not(:has(.badge))")).count(), 1);
});

test("a suggestion is said as the person's own message and gets its answer", async () => {
  const page = await newPerson(browser, "Sam");
  await page.getByRole("button", { name: "What causes spasticity?" }).click();
  await sixCauses(page);
  await thread(page).getByRole("button", { name: "Multiple sclerosis (MS) as a cause" }).click();
  await until(async () => (await answers(page).count()) === 2, "the second answer");
  assert.match(await answers(page).nth(1).innerText(), /MS|multiple sclerosis/i);
  const mine = thread(page).locator("article", { hasText: page.person }).last();
  assert.match(await mine.innerText(), /Multiple sclerosis \(MS\) as a cause/);
});

test("help leads by buttons from the groups over their pages to a topic and its sources", async () => {
  const page = await newPerson(browser, "Gil");
  await page.getByRole("link", { name: "Limber" }).click();
  await page.getByRole("heading", { level: 2, name: "Limber" }).waitFor();
  const replies = page.locator("#room-posts article:has(.badge)");
  const reply = async (number) => {
    await until(async () => (await replies.count()) === number, `reply ${number}`);
    return replies.nth(number - 1);
  };
  await say(page, "help");
  assert.equal(await (await reply(1)).locator(".choice").count(), 9);
  await page.getByRole("button", { name: "Medicines", exact: true }).click();
  assert.match(await (await reply(2)).innerText(), /Medicines \(1\/2\)/);
  await page.getByRole("button", { name: "More topics" }).click();
  assert.match(await (await reply(3)).innerText(), /Medicines \(2\/2\)/);
  await page.getByRole("button", { name: "Mixing with other medicines" }).click();
  const links = (await reply(4)).locator(".sources a");
  const source = await links.first().innerText();
  await say(page, "sources");
  assert.equal(await (await reply(5)).getByRole("link", { name: source }).count(), 1);
  await say(page, "not helpful");
  assert.match(await (await reply(6)).innerText(), /sorry that did not help/);
  assert.deepEqual(page.faults, []);
});

test("a reply can be called helpful, by several people, and that be taken back", async () => {
  const page = await newPerson(browser, "Hal");
  const other = await newPerson(browser, "Hope");
  const question = `what is clonus? asks ${page.person}`;
  await say(page, question);
  const vote = answers(page).locator("..").getByRole("button", { name: /^Helpful/ });
  await vote.click();
  await thread(page).getByRole("button", { name: "Helpful 1", pressed: true }).waitFor();
  await message(other, question).locator(".thread-link").click();
  await thread(other).getByRole("button", { name: "Helpful 1", pressed: false }).click();
  await thread(page).getByRole("button", { name: "Helpful 2", pressed: true }).click();
  await thread(page).getByRole("button", { name: "Helpful 1", pressed: false }).waitFor();
});

test("the welcome invites three example questions in each place, and all are answered", async () => {
  const page = await newPerson(browser, "Wen");
  for (const place of ["support-group", "clinic-team", "Limber"]) {
    await page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: place }).click();
    await page.getByRole("heading", { level: 2, name: place }).waitFor();
    const chips = await page.locator(".welcome .chip").allInnerTexts();
    assert.equal(chips.length, 3);
    for (const [i, question] of chips.entries()) {
      await page.getByRole("button", { name: question, exact: true }).click();
      const answer = place === "Limber"
        ? page.locator("#room-posts article:has(.badge) .text").nth(i)
        : thread(page).locator(`article:has-text("${question}") ~ article:has(.badge) .text`).first();
      await answer.waitFor();
      assert.doesNotMatch(await answer.innerText(), /not sure what you mean|do not have an answer/);
    }
  }
});

test("a draft stays where it was begun", async () => {
  const page = await newPerson(browser, "Dov");
  await page.locator("#room-text").fill("for the group");
  await page.getByRole("link", { name: "clinic-team" }).click();
  await page.getByRole("heading", { level: 2, name: "#clinic-team" }).waitFor();
  assert.equal(await page.locator("#room-text").inputValue(), "");
  await page.getByRole("link", { name: "support-group" }).click();
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
  assert.equal(await page.locator("#room-text").inputValue(), "for the group");
});

test("a reload keeps person, place, thread and history", async () => {
  const page = await newPerson(browser, "Rae");
  await say(page, "whats baclofen");
  await answers(page).first().waitFor();
  await reload(page);
  await answers(page).first().waitFor();
  assert.match(await answers(page).first().innerText(), /baclofen/i);
  assert.equal(await page.locator("#self-name").innerText(), page.person);
  assert.equal(await message(page, "whats baclofen").count(), 1);
});

test("two tabs are two people who see each other write", async () => {
  const ada = await newPerson(browser, "Ada");
  const bob = await newPerson(browser, "Bob");
  await typeUntil(ada, bob.getByText(`${ada.person} is typing…`));
  await say(ada, `good morning all from ${ada.person}`);
  await message(bob, `good morning all from ${ada.person}`).waitFor();
  const clinic = bob.getByRole("link", { name: "clinic-team" });
  await clinic.click();
  await bob.getByRole("heading", { level: 2, name: "#clinic-team" }).waitFor();
  await say(ada, "is anyone here?");
  await bob.getByRole("link", { name: /support-group 1 unread/ }).waitFor();
  // Nobody asked about spasticity: Limber stays silent, and answers what is asked next.
  await say(ada, "what is clonus");
  await answers(ada).first().waitFor();
  assert.doesNotMatch(await message(ada, `good morning all from ${ada.person}`).innerText(), /repl(y|ies) /);
});

test("a name in use is refused in words, and taken up again when it is free", async () => {
  const ada = await newPerson(browser, "Ida");
  await say(ada, "hello from before");
  await message(ada, "hello from before").waitFor();
  const other = await openPage(browser);
  await other.getByLabel("Your name").fill(ada.person);
  await other.keyboard.press("Enter");
  await other.getByRole("alert").filter({ hasText: "has this name already" }).waitFor();
  await other.getByLabel("Your name").fill("@all");
  await other.keyboard.press("Enter");
  await other.getByRole("alert").filter({ hasText: "letters, digits and spaces" }).waitFor();
  await ada.context().close();
  await other.getByLabel("Your name").fill(ada.person);
  await until(async () => {
    const answer = other.waitForResponse("**/playground/join");
    await other.getByRole("button", { name: "Join the room" }).click();
    return (await answer).ok();
  }, "the name is free again");
  await message(other, "hello from before").waitFor();
});

test("a direct message to Limber is answered there, and seen by nobody else", async () => {
  const page = await newPerson(browser, "Dee");
  const other = await newPerson(browser, "Eve");
  await page.getByRole("link", { name: "Limber" }).click();
  await page.getByRole("heading", { level: 2, name: "Limber" }).waitFor();
  await say(page, "how is spasticity treated");
  const reply = page.locator("#room-posts article:has(.badge)").first();
  await reply.waitFor();
  assert.match(await reply.innerText(), /therapy|stretch|medicine/i);
  await other.getByRole("link", { name: "Limber" }).click();
  await other.getByRole("heading", { level: 2, name: "Limber" }).waitFor();
  assert.equal(await other.locator("#room-posts article").count(), 0);
});

test("an emergency is answered with what to do, a dose is declined", async () => {
  const page = await newPerson(browser, "Zoe");
  await page.getByRole("link", { name: "Limber" }).click();
  await page.getByRole("heading", { level: 2, name: "Limber" }).waitFor();
  const replies = page.locator("#room-posts article:has(.badge) .text");
  await say(page, "I doubled my baclofen and I can't stay awake, breathing slow");
  await replies.first().waitFor();
  assert.match((await replies.first().innerText()).slice(0, 200), /emergency number|911|112/);
  await say(page, "how many mg should I take");
  await until(async () => (await replies.count()) === 2, "a reply about the dose");
  assert.doesNotMatch(await replies.nth(1).innerText(), /\d+ ?mg/);
});

test("what a message holds is shown and never run", async () => {
  const page = await newPerson(browser, "Mal");
  const evil = `<img src=x onerror="document.title='run'"> [click](javascript:document.title=1) **bold**`;
  await say(page, evil);
  const shown = message(page, "onerror").locator(".text");
  await shown.waitFor();
  assert.match(await shown.innerText(), /<img src=x/);
  assert.equal(await shown.locator("img, a").count(), 0);
  assert.equal(await shown.locator("strong").innerText(), "bold");
  assert.doesNotMatch(await page.title(), /run/);
});

test("leaving goes back to the door; another name is another person", async () => {
  const page = await newPerson(browser, "Lea");
  await page.getByRole("button", { name: "Change your name" }).click();
  await page.locator("#join-name:focus").waitFor();
  await joinAs(page, `${page.person} again`);
  assert.equal(await page.locator("#self-name").innerText(), `${page.person} again`);
});
