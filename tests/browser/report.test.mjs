// report.test.mjs - the page of `limber report --html`: for everybody, in light and dark, narrow and
// printed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { audit } from "./audit.mjs";
import { openPage, startBrowser } from "./browser.mjs";

let browser, folder, address;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "limber-report-"));
  const ledger = path.join(folder, "limber.db"), page = path.join(folder, "report.html");
  execFileSync("tests/history.py", [ledger]);
  execFileSync(`${process.env.BUILD}/limber`, ["report", "--ledger", ledger, "--html", "-o", page]);
  address = `file://${page}`;
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const colorScheme of ["light", "dark"]) {
  test(`no accessibility fault is found in ${colorScheme}`, async () => {
    const page = await openPage(browser, { address, colorScheme });
    await audit(page, "closed");
    for (const summary of await page.locator("summary").all()) await summary.click();
    await audit(page, "tables open");
    assert.deepEqual(page.faults, []);
  });
}

test("every chart is named, and its figures are in a table", async () => {
  const page = await openPage(browser, { address });
  for (const name of [/Replies by day/, /most asked topics/i, /How long replies took/, /Connections lost/])
    await page.getByRole("img", { name }).waitFor();
  await page.getByText("All topics as a table").click();
  await page.getByRole("row", { name: /Clonus.*symptom\.clonus/ }).waitFor();
});

test("on a narrow screen nothing is cut off", async () => {
  const page = await openPage(browser, { address, viewport: { width: 360, height: 640 } });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
});

test("printed, the tables are there though nobody opened them", async () => {
  const page = await openPage(browser, { address });
  const row = page.getByRole("rowheader", { name: "Clonus (rhythmic jerking)" });
  assert.equal(await row.isVisible(), false);
  await page.emulateMedia({ media: "print" });
  assert.ok((await row.boundingBox())?.height > 0);
});
