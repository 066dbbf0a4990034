// choices.js - what a bot's reply offers: the numbered list before its invitation to reply
// with a number, or buttons of the message's attachments.
import { parse } from "./markdown.js";

const invitation = /^Reply with a number\b/;

function fromList(blocks) {
  const at = blocks.findLastIndex((b) => b.kind === "paragraph" && invitation.test(b.text));
  const list = blocks[at - 1];
  if (at < 1 || list.kind !== "list" || !list.ordered || list.items.length > 9) return null;
  const oneLine = (item) => item.length === 1 && item[0].kind === "paragraph";
  if (!list.items.every(oneLine)) return null;
  return {
    labels: list.items.map((item) => unescape(item[0].text)),
    hint: blocks[at].text,
    body: [...blocks.slice(0, at - 1), ...blocks.slice(at + 1)],
  };
}

// What the label says, without Markdown's escapes and the invisible splits of mentions.
const unescape = (text) => text.replace(/\\(.)/g, "$1").replaceAll("\u200b", "");

function fromAttachments(props) {
  const actions = (props?.attachments ?? []).flatMap((a) => a?.actions ?? []);
  return actions.map((a) => a?.name).filter((name) => typeof name === "string" && name);
}

// -> {body: blocks to show, labels: [text], hint}
export function splitChoices(post, author) {
  const blocks = parse(post.message);
  if (!author?.is_bot) return { body: blocks, labels: [], hint: "" };
  const found = fromList(blocks);
  if (found) return found;
  return { body: blocks, labels: fromAttachments(post.props).slice(0, 9), hint: "" };
}
