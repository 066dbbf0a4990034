// live.js - tells a screen reader what has happened, one short sentence at a time.
import { $ } from "./dom.js";

const KEPT_MS = 15000;

export function announce(text) {
  const line = document.createElement("p");
  line.textContent = text;
  $("live").append(line);
  setTimeout(() => line.remove(), KEPT_MS);
}
