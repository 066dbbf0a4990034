// dom.js - making elements. Text always becomes text nodes; there is no way to pass HTML.

export const $ = (id) => document.getElementById(id);

// el("button", {class: "chip", type: "button", onclick: f}, "text", node, ...)
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return node;
}

// For a button that says something: a double click says it once.
export const once = (act) => (event) => {
  if (event.detail < 2) act();
};

const SHAPES = {
  reply: "M5 5h14v10H11l-4 4v-4H5z",
};

export function icon(shape) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[shape]);
  svg.append(path);
  return svg;
}

export function avatar(user, extra = "") {
  if (user?.is_bot)
    return el("span", { class: `avatar bot ${extra}`, "aria-hidden": "true" },
      el("img", { src: "/icon.svg", alt: "" }));
  const name = nameOf(user);
  let sum = 0;
  for (const c of user?.id ?? name) sum = (sum * 31 + c.codePointAt(0)) % 8;
  const initial = [...name][0]?.toUpperCase() ?? "?";
  return el("span", { class: `avatar tone-${sum} ${extra}`, "aria-hidden": "true" }, initial);
}

export const nameOf = (user) => user?.nickname || user?.username || "Someone";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

export function time(ms) {
  const when = new Date(ms);
  return el("time", { datetime: when.toISOString() }, clock.format(when));
}

export function dayOf(ms) {
  const when = new Date(ms);
  const today = new Date().toDateString() === when.toDateString();
  return today ? "Today" : date.format(when);
}
