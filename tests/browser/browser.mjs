// browser.mjs - what all browser tests need: Chromium, people in tabs, waiting for words.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { after, afterEach, before } from "node:test";
import { chromium } from "playwright-core";

export const ADDRESS = process.env.PLAYGROUND;
export const CAUSES = [/cerebral palsy/i, /multiple sclerosis/i, /spinal cord injury/i,
  /stroke/i, /brain injury/i, /\bALS\b/];

const WAIT_MS = 60000; // only what fails takes so long
const BOT_TOKEN = "token-of-the-bot";

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// From below the range which the kernel gives to outgoing connections and to servers that ask
// for any port: while a server is down, nobody takes its port.
async function freePort() {
  for (;;) {
    const probe = createServer().listen(20000 + Math.floor(Math.random() * 12000), "127.0.0.1");
    try {
      await once(probe, "listening");
    } catch {
      continue; // taken
    }
    const { port } = probe.address();
    probe.close();
    await once(probe, "close");
    return port;
  }
}

async function startServer(port) {
  const server = spawn(`${process.env.BUILD ?? "build"}/playground`,
    ["--port", String(port), "--token", BOT_TOKEN, "--faults", "--quiet"],
    { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: server.stdout }))
    if (line.includes("listening on")) return server;
  throw new Error("the playground did not start");
}

async function stopServer(server) {
  server.kill("SIGKILL");
  await once(server, "exit");
}

// For a file of tests: Chromium. Who came in one test is gone in the next.
export function ownBrowser() {
  let browser;
  before(async () => { browser = await startBrowser(); });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  after(() => browser?.close());
  return { newContext: (options) => browser.newContext(options) };
}

// And a playground of their own without a bot, which they may stop and start again.
export function ownPlayground() {
  const browser = ownBrowser();
  let server, port;
  const own = {
    open: (options) => openPage(browser, { address: own.address, ...options }),
    person: (name, options) => newPerson(browser, name, { address: own.address, ...options }),
    stop: () => stopServer(server),
    start: async () => { server = await startServer(port); },
    asBot: async (path, body) => (await fetch(`${own.address}api/v4${path}`, {
      method: body ? "POST" : "GET", headers: { Authorization: `Bearer ${BOT_TOKEN}` },
      body: body && JSON.stringify(body),
    })).json(),
  };
  before(async () => {
    port = await freePort();
    own.address = `http://127.0.0.1:${port}/`;
    await own.start();
  });
  after(() => own.stop());
  return own;
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

// Through the door; whoever goes on at once may be ahead of the page's connection.
export async function enterAs(page, name) {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join the room" }).click();
  await page.getByRole("heading", { level: 2, name: "#support-group" }).waitFor();
}

// From then on the page hears of everything, and has read what was before.
export const connected = (page) => page.locator("#app[data-connected]").waitFor();

export async function joinAs(page, name) {
  await enterAs(page, name);
  await connected(page);
}

export async function reload(page) {
  await page.reload();
  await connected(page);
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

// That somebody writes is told every five seconds, as long as they do.
export async function typeUntil(page, seen) {
  const box = page.locator("#room-text");
  await until(async () => {
    await box.pressSequentially("hm ");
    return seen.isVisible();
  }, "somebody is seen to write");
}

export const thread = (page) => page.getByRole("region", { name: "Thread", exact: true });
export const answers = (page) => thread(page).locator("article:has(.badge) .text");
// In the room: the message of that text, the newest if there are several.
export const message = (page, text) =>
  page.locator("#room-posts article", { hasText: text }).last();

// What the page's person asks of the server beside the page.
export const request = (page, method, path, body) => page.evaluate(async ([verb, url, json]) => {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem("limber-token")}` };
  return (await fetch(url, { method: verb, headers, body: json })).json();
}, [method, `/api/v4${path}`, body && JSON.stringify(body)]);

export async function channelId(page, name) {
  const all = await request(page, "GET", "/users/me/channels?include_deleted=true");
  return all.find((channel) => channel.name === name).id;
}

export const go = async (page, link, title) => {
  await page.getByRole("link", { name: link }).click();
  await page.getByRole("heading", { level: 2, name: title }).waitFor();
};

export async function until(check, what) {
  const end = Date.now() + WAIT_MS;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
