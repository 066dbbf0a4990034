// list.js - a scrolling list of messages that keeps focus and place while it changes, and
// lets the arrow keys go from one message to the next.
import { dayOf, el } from "./dom.js";
import { postElement, postKey } from "./post.js";

const JOIN_MS = 5 * 60 * 1000;
const NEAR_END = 80; // pixels

export class PostList {
  // leave(): called when the reader goes down past the last message.
  constructor(box, prefix, leave) {
    this.box = box;
    this.prefix = prefix;
    this.leave = leave;
    this.shown = new Map(); // key of a row -> {key, node}
    box.addEventListener("keydown", (event) => this.onKey(event));
    box.addEventListener("scroll", () => (this.atEnd = this.nearEnd()), { passive: true });
    new ResizeObserver(() => this.atEnd && (box.scrollTop = box.scrollHeight)).observe(box);
  }

  articles() {
    return [...this.box.querySelectorAll("article")];
  }

  // rows: [{id, key, make()}], in order. Nodes whose key is the same stay as they are.
  update(rows, jump = false) {
    const atEnd = jump || this.nearEnd();
    const before = this.articles().at(-1);
    const focused = this.focusedRow();
    const next = new Map();
    let previous = null;
    for (const row of rows) {
      const old = this.shown.get(row.id);
      const node = old?.key === row.key ? old.node : row.make();
      if (old && old.node !== node) old.node.replaceWith(node);
      if (node.parentNode !== this.box || node.previousSibling !== previous)
        this.box.insertBefore(node, previous ? previous.nextSibling : this.box.firstChild);
      next.set(row.id, { key: row.key, node });
      previous = node;
    }
    for (const [id, { node }] of this.shown) if (!next.has(id)) node.remove();
    this.shown = next;
    this.restoreFocus(focused);
    if (atEnd) this.toEnd(jump ? null : before);
  }

  nearEnd() {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_END;
  }

  // To the end; but a new message longer than the view is shown from its beginning.
  toEnd(before) {
    const last = this.articles().at(-1);
    this.box.scrollTop = this.box.scrollHeight;
    if (!last || last === before) return;
    const above = last.getBoundingClientRect().top - this.box.getBoundingClientRect().top;
    if (above < 0) this.box.scrollTop += above - 8;
  }

  focusedRow() {
    const active = document.activeElement;
    const article = this.box.contains(active) ? active.closest("article") : null;
    if (!article) return null;
    const inside = [...article.querySelectorAll("button, a")].indexOf(active);
    return { id: article.dataset.id, inside };
  }

  restoreFocus(focused) {
    if (!focused || this.box.contains(document.activeElement)) return;
    const article = this.box.querySelector(`article[data-id="${focused.id}"]`);
    const inside = article?.querySelectorAll("button, a")[focused.inside];
    (inside ?? article)?.focus({ preventScroll: true });
  }

  focusLast() {
    const last = this.articles().at(-1);
    last?.focus();
    return Boolean(last);
  }

  // Enter on a message opens its thread; the arrows go from one to the next.
  onKey(event) {
    if (event.key === "Enter" && event.target.matches("article")) {
      event.target.querySelector(".thread-link")?.click();
      event.preventDefault();
      return;
    }
    const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = this.articles();
    const at = all.indexOf(document.activeElement.closest("article"));
    event.preventDefault();
    if (at + step >= all.length && step === 1) this.leave();
    else if (at < 0) this.focusLast();
    else all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
  }
}

// Rows for posts, with days between them. viewOf(post) gives what post.js needs.
export function postRows(posts, prefix, viewOf) {
  const rows = [];
  let last = null;
  for (const post of posts) {
    const day = dayOf(post.create_at);
    const newDay = !last || dayOf(last.create_at) !== day;
    if (newDay)
      rows.push({ id: `day ${day}`, key: day, make: () => el("p", { class: "day" }, day) });
    const view = viewOf(post);
    view.prefix = prefix;
    view.joined = !newDay && !last.type && last.user_id === post.user_id &&
      post.create_at - last.create_at < JOIN_MS;
    rows.push({ id: post.id, key: postKey(post, view), make: () => postElement(post, view) });
    last = post;
  }
  return rows;
}
