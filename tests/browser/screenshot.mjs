// screenshot.mjs FILE: makes docs/playground.png, the picture in the README: the page with
// the question about causes answered in its thread. Run by tests/browser/run.sh --picture.
import { answers, joinAs, openPage, say, startBrowser } from "./browser.mjs";

const browser = await startBrowser();
const page = await openPage(browser, { viewport: { width: 1360, height: 860 }, colorScheme: "light" });
await joinAs(page, "Ada");
await say(page, "What causes spasticity?");
await answers(page).first().waitFor();
await page.mouse.move(0, 0);
await page.waitForTimeout(300); // until the thread has settled
await page.screenshot({ path: process.argv[2] });
await browser.close();
