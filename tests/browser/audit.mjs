// audit.mjs - axe finds no accessibility fault on a page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function audit(page, where) {
  await page.evaluate(() => { // colours on their way to others are not those that count
    const ends = (move) => Number.isFinite(move.effect.getComputedTiming().endTime);
    return Promise.allSettled(document.getAnimations().filter(ends).map((move) => move.finished));
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate((runOnly) => window.axe.run({ runOnly }), RULES);
  const told = violations.map((v) =>
    `${where}: ${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join("; ")}`);
  assert.deepEqual(told, []);
}
