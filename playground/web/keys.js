// keys.js - shortcuts that work everywhere, and the dialog that lists them.
import { $ } from "./dom.js";

const PARTS = ["conversations", "room-posts", "room-text", "thread-posts", "thread-text"];

const visible = (node) => node && node.getClientRects().length > 0;

// F6: on to the next part of the page that is shown.
function nextPart(backwards) {
  const shown = PARTS.map($).filter(visible);
  const at = shown.findIndex((part) => part.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  const next = shown[(at + step + shown.length) % shown.length] ?? shown[0];
  const inside = next.querySelector("a[aria-current]") ?? next;
  inside.focus();
}

// hooks: escape(), move(step)
export function startKeys(hooks) {
  const help = $("help");
  $("help-open").addEventListener("click", () => help.showModal());
  $("help-close").addEventListener("click", () => help.close());
  // The address holds the conversation, so these move the focus by themselves.
  for (const link of document.querySelectorAll("[data-skip]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      $(link.dataset.skip).focus();
    });
  document.addEventListener("keydown", (event) => {
    if (help.open || $("app").hidden || event.isComposing) return;
    const alt = event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Escape") hooks.escape();
    else if (event.key === "F6") nextPart(event.shiftKey);
    else if (event.key === "/" && event.ctrlKey) help.showModal();
    else if (alt && event.key === "ArrowUp") hooks.move(-1);
    else if (alt && event.key === "ArrowDown") hooks.move(1);
    else return;
    event.preventDefault();
  });
}
