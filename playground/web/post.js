// post.js - one message as an element.
import { avatar, el, icon, nameOf, once, time } from "./dom.js";
import { plain, render } from "./markdown.js";
import { splitChoices } from "./choices.js";
import { feedback, reactionsOf } from "./feedback.js";

const isSystem = (post) => post.type.startsWith("system_");

// What its look depends on; the same key means the same look.
export function postKey(post, view) {
  return [post.update_at, post.reply_count, view.joined, view.open, view.replies?.at(-1)?.id,
    view.author?.nickname, reactionsOf(post).map((r) => r.user_id + r.emoji_name)].join("|");
}

function head(post, author) {
  return el("header", { class: "post-head" },
    el("span", { class: "name" }, nameOf(author)),
    author?.is_bot && el("span", { class: "badge" }, "Bot"),
    time(post.create_at));
}

// A list of buttons, each of which says one of the offers.
function choiceList(labels, hint, say) {
  const buttons = labels.map((label, i) =>
    el("li", {},
      el("button", { class: "choice", type: "button", onclick: once(() => say(label)) },
        el("span", { class: "number", "aria-hidden": "true" }, String(i + 1)), label)));
  return [
    el("ul", { class: "choices", "aria-label": "Suggestions" }, buttons),
    hint && el("p", { class: "hint choices-hint" }, hint),
  ];
}

function threadLink(view) {
  const replies = view.replies;
  if (!replies?.length)
    return el("button", { class: "thread-link", type: "button", onclick: view.openThread },
      icon("reply"), "Reply",
      el("span", { class: "hidden" }, `to ${nameOf(view.author)}`));
  const last = replies.at(-1);
  const from = view.userOf(last.user_id);
  const words = plain(last.message).slice(0, 160);
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return el("button", {
    class: "thread-link has-replies", type: "button", onclick: view.openThread,
    "aria-expanded": view.open ? "true" : "false",
  },
    avatar(from),
    el("span", { class: "replies" }, `${count} `, time(last.create_at)),
    el("span", { class: "preview" }, `${nameOf(from)}: ${words}`));
}

// view: {author, joined, names, open, replies, openThread, say, userOf}; replies is
// undefined where threads cannot be opened (inside one).
export function postElement(post, view) {
  if (isSystem(post))
    return el("p", { class: "system" }, systemText(post, view));
  const { body, labels, hint } = splitChoices(post, view.author);
  const textId = `${view.prefix}-${post.id}`;
  const text = el("div", { class: "text", id: textId, dir: "auto" });
  text.append(render(body, view.names));
  return el("article", {
    class: ["post", view.joined && "joined", view.open && "open"].filter(Boolean).join(" "),
    tabindex: "-1", "data-id": post.id,
    "aria-label": `${nameOf(view.author)}, ${time(post.create_at).textContent}`,
    "aria-describedby": textId,
  },
    avatar(view.author),
    el("div", { class: "post-body" },
      head(post, view.author),
      text,
      post.edit_at > 0 && el("p", { class: "edited" }, "edited"),
      labels.length > 0 && choiceList(labels, hint, view.say),
      view.author?.is_bot && feedback(post, view),
      view.openThread && threadLink(view)));
}

function systemText(post, view) {
  const name = nameOf(view.author);
  if (post.type === "system_join_channel") return `${name} joined`;
  return post.message;
}
