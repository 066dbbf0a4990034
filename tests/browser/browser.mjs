// browser.mjs - what all browser tests need: Chromium, people in tabs, waiting for words.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chromium } from "playwright-core";

export const ADDRESS = process.env.PLAYGROUND;
export const CAUSES = [/cerebral palsy/i, /multiple sclerosis/i, /spinal cord injury/i,
  /stroke/i, /brain injury/i, /\bALS\b/];

const WAIT_MS = 15000;

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// A playground of the test's own, without a bot.
export async function startServer(port = 0) {
  const server = spawn(`${process.env.BUILD ?? "build"}/playground`, ["--port", String(port), "--faults"],
    { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of server.stdout) {
    const found = /http:\/\/[\d.]+:\d+\//.exec(line);
    if (found) return { process: server, address: found[0] };
  }
  throw new Error("the playground did not start");
}

export async function stopServer(server) {
  server.process.kill("SIGKILL");
  await once(server.process, "exit");
}

let people = 0;
export const freshName = (name) => `${name} ${process.pid}-${(people += 1)}`;

// A page whose errors fail the test that looks at page.faults.
export async function openPage(browser, { address = ADDRESS, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) page.faults.push(line.text());
  });
  await page.goto(address);
  return page;
}

export async function joinAs(page, name) {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join the room" }).click();
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
}

export async function newPerson(browser, name, options) {
  const page = await openPage(browser, options);
  page.person = freshName(name);
  await joinAs(page, page.person);
  return page;
}

export async function say(page, text) {
  await page.locator("#room-text").fill(text);
  await page.keyboard.press("Enter");
}

export const thread = (page) => page.getByRole("region", { name: "Thread", exact: true });
export const answers = (page) => thread(page).locator("article:has(.badge) .text");
// In the room: the message of that text, the newest if there are several.
export const message = (page, text) =>
  page.locator("#room-posts article", { hasText: text }).last();

export async function until(check, what) {
  const end = Date.now() + WAIT_MS;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
