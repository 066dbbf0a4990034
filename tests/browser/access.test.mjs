// access.test.mjs - can everybody use it: contrast, names, landmarks (axe), sizes, focus,
// narrow and zoomed screens, reduced motion, what a screen reader is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { audit } from "./audit.mjs";
import { answers, newPerson, openPage, ownBrowser, reload, say, thread, typeUntil } from "./browser.mjs";

const browser = ownBrowser();

async function withAnswer(colorScheme, viewport) {
  const page = await newPerson(browser, "Axel", { colorScheme, ...(viewport && { viewport }) });
  await say(page, "what causes spasticity");
  return page;
}

for (const scheme of ["light", "dark"]) {
  test(`no accessibility fault is found in ${scheme}`, async () => {
    const door = await openPage(browser, { colorScheme: scheme });
    await door.getByLabel("Your name").waitFor();
    await audit(door, "door");
    const page = await withAnswer(scheme);
    await answers(page).first().waitFor();
    await audit(page, "room and thread");
    await page.keyboard.press("Control+/");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await audit(page, "shortcuts");
  });
}

test("the switch of colours overrules the system and is remembered", async () => {
  const page = await newPerson(browser, "Tao", { colorScheme: "light" });
  const brightness = () => page.evaluate(() =>
    getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g).map(Number)[0]);
  assert.ok((await brightness()) > 200);
  await page.getByRole("radio", { name: "Dark" }).check();
  assert.ok((await brightness()) < 60);
  await reload(page);
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
  assert.ok((await brightness()) < 60);
  await audit(page, "dark by switch");
});

test("on a narrow screen nothing is cut off, and all works from the drawer", async () => {
  const page = await withAnswer("light", { width: 320, height: 640 });
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.equal(await overflow(), 0);
  await page.locator(".thread-link.has-replies").last().click();
  await answers(page).first().waitFor();
  assert.equal(await overflow(), 0);
  await audit(page, "thread at 320 pixels");
  await page.getByRole("button", { name: "Close the thread" }).click();
  await page.getByRole("button", { name: "Open the menu" }).click();
  await page.getByRole("button", { name: "Close the menu" }).and(page.locator(":focus")).waitFor();
  await audit(page, "drawer");
  await page.getByRole("link", { name: "clinic-team" }).click();
  await page.getByRole("heading", { level: 2, name: "#clinic-team" }).and(page.locator(":focus")).waitFor();
  assert.equal(await overflow(), 0);
});

test("at 200 percent and 400 percent of zoom the page still fits", async () => {
  for (const [width, height] of [[640, 430], [320, 256]]) {
    const page = await withAnswer("light", { width, height });
    await page.locator(".thread-link.has-replies").last().click();
    await answers(page).first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    assert.ok(await page.locator("#thread-text").isVisible());
  }
});

test("all targets are large", async () => {
  const page = await withAnswer("light");
  await answers(page).first().waitFor();
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, input, textarea, nav a")]
      .filter((node) => node.getClientRects().length && !node.closest(".skips"))
      .map((node) => [node, node.getBoundingClientRect()])
      .filter(([, box]) => box.width < 38 || box.height < 38)
      .map(([node, box]) => `${node.className || node.id} ${box.width}x${box.height}`));
  assert.deepEqual(small, []);
});

test("focus is always visible, and follows what opens and closes", async () => {
  const page = await withAnswer("light");
  await answers(page).first().waitFor();
  await page.getByRole("button", { name: "Close the thread" }).click();
  const link = page.locator(".thread-link.has-replies").last();
  await link.and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  await page.locator("#thread-title:focus").waitFor();
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const node = document.activeElement.matches('input[type="radio"]')
        ? document.activeElement.nextElementSibling : document.activeElement;
      return node === document.body ? "3px" : getComputedStyle(node).outlineWidth;
    });
    assert.equal(outline, "3px");
  }
  await page.keyboard.press("F6");
  assert.ok(await page.evaluate(() => document.activeElement !== document.body));
});

test("the skip links lead where they say", async () => {
  const page = await newPerson(browser, "Kim");
  await reload(page);
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(":focus").innerText(), "Skip to messages");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("#room-text:focus").waitFor();
});

test("the listed shortcuts do what they say", async () => {
  const page = await newPerson(browser, "Key");
  const { keyboard } = page;
  const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.hash);
  const visited = [];
  for (let i = 0; i < 3; i += 1) {
    await keyboard.press("F6");
    visited.push(await focus());
  }
  assert.deepEqual(visited, ["#support-group", "room-posts", "room-text"]);
  await keyboard.press("Shift+F6");
  assert.equal(await focus(), "room-posts");
  await keyboard.press("Alt+ArrowDown");
  await page.getByRole("heading", { level: 2, name: "#clinic-team" }).waitFor();
  await keyboard.press("Alt+ArrowDown");
  await page.getByRole("heading", { level: 2, name: "Limber", exact: true }).waitFor();
  await keyboard.press("Alt+ArrowUp");
  await page.getByRole("heading", { level: 2, name: "#clinic-team" }).waitFor();
  await keyboard.press("Escape");
  assert.equal(await focus(), "room-text");
  await keyboard.type("one");
  await keyboard.press("Shift+Enter");
  await keyboard.type("two");
  assert.equal(await page.locator("#room-text").inputValue(), "one\ntwo");
  await keyboard.press("Enter");
  await page.locator("#room-posts article .text", { hasText: "one" }).waitFor();
  await keyboard.press("ArrowUp");
  assert.match(await page.locator("article:focus").innerText(), /one\ntwo/);
  await keyboard.press("ArrowDown"); // past the last one: back to the box
  assert.equal(await focus(), "room-text");
  await keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
});

test("a screen reader hears of an answer, politely", async () => {
  const page = await withAnswer("light");
  const live = page.locator("#live");
  assert.equal(await live.getAttribute("aria-live"), "polite");
  await live.getByText(/Limber in a thread: What causes spasticity/).waitFor({ state: "attached" });
});

test("nothing moves for those who asked for less motion", async () => {
  const page = await newPerson(browser, "Mia", { reducedMotion: "reduce" });
  const other = await newPerson(browser, "Noa");
  await typeUntil(other, page.locator("#room-typing .dots i").first());
  const moving = await page.evaluate(() => document.getAnimations().length);
  assert.equal(moving, 0);
  assert.equal(await thread(page).count(), 0);
});
