// markdown.test.mjs - what the page makes of a message's text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openPage, startBrowser } from "./browser.mjs";

let browser, page;
before(async () => {
  browser = await startBrowser();
  page = await openPage(browser);
});
after(() => browser?.close());

const html = (text) => page.evaluate(async (source) => {
  const { parse, render } = await import("/markdown.js");
  const box = document.createElement("div");
  box.append(render(parse(source), new Set(["limber", "all"])));
  return box.innerHTML;
}, text);

const CASES = [
  ["plain text", "one\ntwo", "<p>one<br>two</p>"],
  ["paragraphs", "one\n\ntwo", "<p>one</p><p>two</p>"],
  ["marks", "**a** *b* _c_ ~~d~~ `e*f*`",
    "<p><strong>a</strong> <em>b</em> <em>c</em> <s>d</s> <code>e*f*</code></p>"],
  ["nested marks", "**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>"],
  ["escapes", "\\*a\\* 1\\. \\[x\\](y)", "<p>*a* 1. [x](y)</p>"],
  ["underscores in words", "snake_case_name", "<p>snake_case_name</p>"],
  ["marks that do not close", "2 * 3 ** 4 ~~ 5 ` 6", "<p>2 * 3 ** 4 ~~ 5 ` 6</p>"],
  ["lists", "- a\n- b\n    - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"],
  ["ordered lists", "3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
  ["a list with gaps", "1. a\n\n2. b", "<ol><li>a</li><li>b</li></ol>"],
  ["headings", "## Head", "<p><strong>Head</strong></p>"],
  ["quotes", "> a\n> b", "<blockquote><p>a<br>b</p></blockquote>"],
  ["code", "```\n<b>\n```\nafter", '<pre tabindex="0"><code>&lt;b&gt;</code></pre><p>after</p>'],
  ["a rule", "---", "<hr>"],
  ["links", "[a **b**](https://example.org/x)",
    '<p><a href="https://example.org/x" target="_blank" rel="noopener noreferrer">a <strong>b</strong></a></p>'],
  ["bare links", "see https://example.org/a.",
    '<p>see <a href="https://example.org/a" target="_blank" rel="noopener noreferrer">https://example.org/a</a>.</p>'],
  ["links that run code", "[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil)",
    "<p>[a](javascript:alert(1)) [b](data:text/html,x) [c](//evil)</p>"],
  ["HTML", "<script>alert(1)</script> &amp;", "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</p>"],
  ["mentions", "@limber: and @nobody, a@all.org",
    '<p><span class="mention">@limber</span>: and @nobody, a@all.org</p>'],
  ["split mentions", "@\u200ball", "<p>@all</p>"],
];

for (const [name, text, expected] of CASES)
  test(`Markdown: ${name}`, async () => assert.equal(await html(text), expected));

test("a preview's sentences and the items of its lists stay apart", async () => {
  const plain = (text) => page.evaluate(async (source) =>
    (await import("/markdown.js")).plain(source), text);
  assert.equal(await plain("**Medicines** (2/2)\n\n1. Side effects\n2. Stopping\n    - at once\n\nReply!"),
    "Medicines (2/2). Side effects. Stopping. at once. Reply!");
});

test("Markdown: hostile text ends soon and nests within bounds", async () => {
  const hostile = ["*".repeat(3000), "[".repeat(3000), "> ".repeat(500) + "x", "`".repeat(3000),
    "**a ".repeat(1500), "- ".repeat(800) + "x", "[a](".repeat(900)];
  const begun = Date.now();
  for (const text of hostile) await html(text);
  assert.ok(Date.now() - begun < 15000);
});

test("suggestions: the numbered list before the invitation, of bots only", async () => {
  const split = (message, bot) => page.evaluate(async ([text, isBot]) => {
    const { splitChoices } = await import("/choices.js");
    return splitChoices({ message: text, props: {} }, { is_bot: isBot }).labels;
  }, [message, bot]);
  const reply = "Text\n\n1. Stroke\n2. A\\_b\n\nReply with a number to choose.";
  assert.deepEqual(await split(reply, true), ["Stroke", "A_b"]);
  assert.deepEqual(await split(reply, false), []);
  assert.deepEqual(await split("1. Call for help\n2. Stay", true), []);
});
