// sidebar.js - the list of conversations, and the drawer it becomes on narrow screens.
import { $, avatar, el, nameOf } from "./dom.js";

function entry(room, channel, current) {
  const unread = room.unread.get(channel.id) ?? 0;
  const partner = channel.type === "D" ? room.partner(channel) : null;
  const offline = partner?.is_bot && !room.botOnline;
  return el("li", {},
    el("a", {
      href: `#${room.slug(channel)}`, "aria-current": channel.id === current ? "page" : null,
    },
      partner ? avatar(partner) : el("span", { class: "hash", "aria-hidden": "true" }, "#"),
      el("span", { class: "label" }, partner ? nameOf(partner) : channel.name),
      offline && el("span", { class: "state" }, "offline"),
      channel.delete_at > 0 && el("span", { class: "state" }, "archived"),
      unread > 0 && el("span", { class: "count" }, String(unread),
        el("span", { class: "hidden" }, " unread"))));
}

export function drawSidebar(room, current) {
  const all = room.conversations();
  const part = (name, some) => [
    el("h2", {}, name),
    el("ul", {}, some.map((channel) => entry(room, channel, current))),
  ];
  const nav = $("conversations");
  const focused = nav.contains(document.activeElement) ? document.activeElement.hash : null;
  nav.replaceChildren(
    ...part("Channels", all.filter((c) => c.type !== "D")),
    ...part("Direct messages", all.filter((c) => c.type === "D")));
  if (focused) [...nav.querySelectorAll("a")].find((a) => a.hash === focused)?.focus();
}

// Returns what closes the drawer, without a move of the focus.
export function startDrawer() {
  const app = $("app");
  const show = (shown) => {
    app.classList.toggle("menu-shown", shown);
    $("menu-open").setAttribute("aria-expanded", String(shown));
    $("room").inert = $("thread").inert = shown;
  };
  matchMedia("(max-width: 48em)").addEventListener("change", () => show(false));
  $("menu-open").addEventListener("click", () => {
    show(true);
    $("menu-close").focus();
  });
  $("menu-close").addEventListener("click", () => {
    show(false);
    $("menu-open").focus();
  });
  $("sidebar").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !app.classList.contains("menu-shown")) return;
    event.stopPropagation();
    show(false);
    $("menu-open").focus();
  });
  // The link goes out of sight with the drawer; what it opens takes the focus.
  $("conversations").addEventListener("click", (event) => {
    if (!event.target.closest("a") || !app.classList.contains("menu-shown")) return;
    show(false);
    $("room-title").focus();
  });
  return () => show(false);
}
