// markdown.js - the Markdown of chat messages: text -> a small tree -> DOM nodes.
//
// What a message holds can only become text nodes and the elements made here; links keep
// http, https and mailto only. Nesting is bounded.

const DEEPEST = 8;
const bullet = /^(\s*)(?:[-*+]|(\d{1,3})[.)])\s+(.*)$/;
const escapable = /[\\`*_{}\[\]()#+\-.!~|<>@:&]/;

// --- blocks

// Returns [{kind: "paragraph"|"heading"|"quote"|"code"|"rule"|"list", ...}].
export function parse(text, depth = 0) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (lines[at].trim() === "") at += 1;
    else at = readBlock(lines, at, blocks, depth);
  }
  return blocks;
}

function readBlock(lines, at, blocks, depth) {
  const line = lines[at];
  const fence = /^\s*(`{3,})/.exec(line);
  if (fence) return readCode(lines, at, fence[1], blocks);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) {
    blocks.push({ kind: "heading", level: heading[1].length, text: heading[2] });
    return at + 1;
  }
  if (/^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/.test(line)) {
    blocks.push({ kind: "rule" });
    return at + 1;
  }
  if (/^\s*>/.test(line) && depth < DEEPEST) return readQuote(lines, at, blocks, depth);
  if (bullet.test(line) && depth < DEEPEST) return readList(lines, at, blocks, depth);
  return readParagraph(lines, at, blocks);
}

function readCode(lines, at, fence, blocks) {
  const code = [];
  for (at += 1; at < lines.length && !lines[at].trim().startsWith(fence); at += 1)
    code.push(lines[at]);
  blocks.push({ kind: "code", text: code.join("\n") });
  return at + 1;
}

function readQuote(lines, at, blocks, depth) {
  const inner = [];
  for (; at < lines.length && /^\s*>/.test(lines[at]); at += 1)
    inner.push(lines[at].replace(/^\s*> ?/, ""));
  blocks.push({ kind: "quote", blocks: parse(inner.join("\n"), depth + 1) });
  return at;
}

// An item holds its own line and what is indented below it.
function readList(lines, at, blocks, depth) {
  const first = bullet.exec(lines[at]);
  const ordered = first[2] !== undefined;
  const list = { kind: "list", ordered, start: Number(first[2] ?? 1), items: [] };
  const indent = first[1].length;
  while (at < lines.length) {
    const item = bullet.exec(lines[at]);
    if (!item || item[1].length !== indent || (item[2] !== undefined) !== ordered) break;
    const inner = [item[3]];
    for (at += 1; at < lines.length; at += 1) {
      const deeper = lines[at].length - lines[at].trimStart().length > indent;
      if (lines[at].trim() === "" || !deeper) break;
      inner.push(lines[at].slice(Math.min(indent + 4, lines[at].length - lines[at].trimStart().length)));
    }
    list.items.push(parse(inner.join("\n"), depth + 1));
    if (lines[at]?.trim() === "" && bullet.exec(lines[at + 1] ?? "")?.[1].length === indent) at += 1;
  }
  blocks.push(list);
  return at;
}

function readParagraph(lines, at, blocks) {
  const text = [lines[at]];
  for (at += 1; at < lines.length; at += 1) {
    const line = lines[at];
    if (line.trim() === "" || /^\s*(?:>|`{3,}|#{1,6}\s)/.test(line) || bullet.test(line)) break;
    text.push(line);
  }
  blocks.push({ kind: "paragraph", text: text.join("\n") });
  return at;
}

// --- inline marks

const marks = [
  { open: "**", tag: "strong" },
  { open: "__", tag: "strong" },
  { open: "~~", tag: "s" },
  { open: "*", tag: "em" },
  { open: "_", tag: "em" },
];

function readInline(text, into, names, depth) {
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) into.append(plain);
    plain = "";
  };
  while (at < text.length) {
    const found = depth < DEEPEST ? readMark(text, at, names, depth) : null;
    if (found) {
      flush();
      into.append(found.node);
      at = found.end;
    } else if (text[at] === "\\" && escapable.test(text[at + 1] ?? "")) {
      plain += text[at + 1];
      at += 2;
    } else if (text[at] === "\n") {
      flush();
      into.append(document.createElement("br"));
      at += 1;
    } else {
      if (text[at] !== "\u200b") plain += text[at];
      at += 1;
    }
  }
  flush();
}

function readMark(text, at, names, depth) {
  switch (text[at]) {
    case "`": return readCodeSpan(text, at);
    case "[": return readLink(text, at, names, depth);
    case "h": return readBareLink(text, at);
    case "@": return readMention(text, at, names);
    case "*": case "_": case "~": return readEmphasis(text, at, names, depth);
    default: return null;
  }
}

function node(tag, text) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text.replaceAll("\u200b", "");
  return made;
}

function readCodeSpan(text, at) {
  const fence = /^`+/.exec(text.slice(at))[0];
  const end = text.indexOf(fence, at + fence.length);
  if (end < 0) return null;
  return { node: node("code", text.slice(at + fence.length, end).trim()), end: end + fence.length };
}

function linkTo(url) {
  if (!/^(?:https?:\/\/|mailto:)/i.test(url)) return null;
  const link = node("a");
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  return link;
}

// The "]" that belongs to the "[" at the given place; escaped ones do not count.
function closing(text, at) {
  let open = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "[") open += 1;
    else if (text[i] === "]" && (open -= 1) === 0) return i;
  }
  return -1;
}

function readLink(text, at, names, depth) {
  const end = closing(text, at);
  const rest = end < 0 ? null : /^\]\((\S+?)\)/.exec(text.slice(end));
  const link = rest && linkTo(rest[1]);
  if (!link) return null;
  readInline(text.slice(at + 1, end), link, names, depth + 1);
  return { node: link, end: end + rest[0].length };
}

function readBareLink(text, at) {
  const found = /^https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/.exec(text.slice(at, at + 2000));
  const link = found && !/\w/.test(text[at - 1] ?? "") ? linkTo(found[0]) : null;
  if (!link) return null;
  link.textContent = found[0];
  return { node: link, end: at + found[0].length };
}

function readMention(text, at, names) {
  const run = /^@([A-Za-z0-9._-]{1,64})/.exec(text.slice(at, at + 66));
  if (!run || /\w/.test(text[at - 1] ?? "")) return null;
  let name = run[1];
  while (name && !names.has(name.toLowerCase())) {
    if (!/[._-]$/.test(name)) return null;
    name = name.slice(0, -1);
  }
  if (!name) return null;
  const made = node("span", `@${name}`);
  made.className = "mention";
  return { node: made, end: at + 1 + name.length };
}

function readEmphasis(text, at, names, depth) {
  for (const { open, tag } of marks) {
    if (!text.startsWith(open, at)) continue;
    const inside = at + open.length;
    const end = findClose(text, inside, open);
    const wordBefore = open[0] === "_" && /\w/.test(text[at - 1] ?? "");
    if (end < 0 || /\s/.test(text[inside] ?? " ") || wordBefore) continue;
    const made = node(tag);
    readInline(text.slice(inside, end), made, names, depth + 1);
    return { node: made, end: end + open.length };
  }
  return null;
}

function findClose(text, from, mark) {
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (mark.length === 1 && text.startsWith(mark + mark, i)) i += 1;
    else if (i > from && text.startsWith(mark, i) && !/\s/.test(text[i - 1])) return i;
  }
  return -1;
}

// --- to DOM

function blockNode(block, names) {
  switch (block.kind) {
    case "code": {
      const pre = node("pre");
      pre.tabIndex = 0; // it may scroll
      pre.append(node("code", block.text));
      return pre;
    }
    case "rule": return node("hr");
    case "quote": {
      const quote = node("blockquote");
      quote.append(render(block.blocks, names));
      return quote;
    }
    case "list": {
      const list = node(block.ordered ? "ol" : "ul");
      if (block.ordered && block.start !== 1) list.start = block.start;
      for (const item of block.items) {
        const entry = node("li");
        entry.append(tight(item, names));
        list.append(entry);
      }
      return list;
    }
    default: {
      const made = node("p");
      const into = block.kind === "heading" ? made.appendChild(node("strong")) : made;
      readInline(block.text, into, names, 0);
      if (/^Sources?: /.test(block.text)) made.className = "sources";
      return made;
    }
  }
}

// An item of one line needs no paragraph.
function tight(blocks, names) {
  const out = document.createDocumentFragment();
  blocks.forEach((block, i) => {
    if (i === 0 && block.kind === "paragraph") readInline(block.text, out, names, 0);
    else out.append(blockNode(block, names));
  });
  return out;
}

// names: the usernames in small letters that "@" may mention.
export function render(blocks, names = new Set()) {
  const out = document.createDocumentFragment();
  for (const block of blocks) out.append(blockNode(block, names));
  return out;
}

function sentences(blocks) {
  return blocks.flatMap((block) => {
    if (block.kind === "list") return block.items.flatMap(sentences);
    const said = blockNode(block, new Set()).textContent.replace(/\s+/g, " ").trim();
    return /[.!?:;,]$/.test(said) || !said ? said : `${said}.`;
  });
}

// The words alone, for previews and announcements; each part ends like a sentence.
export const plain = (text) => sentences(parse(text)).join(" ").trim();
