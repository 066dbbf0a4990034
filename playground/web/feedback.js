// feedback.js - "helpful" and "not helpful" below a bot's reply: reactions of the real API,
// which Limber counts.
import { el } from "./dom.js";

const KINDS = [
  { emoji: "+1", words: "Helpful" },
  { emoji: "-1", words: "Not helpful" },
];

export const reactionsOf = (post) => post.metadata?.reactions ?? [];

export const given = (post, userId, emoji) =>
  reactionsOf(post).some((r) => r.user_id === userId && r.emoji_name === emoji);

// react(emoji, on) adds or takes back the reader's own.
export function feedback(post, view) {
  const buttons = KINDS.map(({ emoji, words }) => {
    const pressed = given(post, view.me, emoji);
    const count = reactionsOf(post).filter((r) => r.emoji_name === emoji).length;
    return el("button", {
      class: "quiet small vote", type: "button", "aria-pressed": String(pressed),
      onclick: () => view.react(emoji, !pressed),
    }, words, count > 0 && el("span", { class: "votes" }, ` ${count}`));
  });
  return el("div", { class: "feedback", role: "group", "aria-label": "Was this reply helpful?" }, buttons);
}
