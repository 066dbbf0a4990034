// composer.js - a message box: grows, sends on Enter, tells that somebody types, keeps the
// text when sending fails, never sends one message twice, and keeps a draft for each place.
// What fails goes back to where it was written, never to where its author is by then.
import { $ } from "./dom.js";

const TYPING_MS = 5000;
const LONGEST = 16383; // code points, as the server counts
const KEPT = "Your text is kept: press Enter to try again.";

const freshKey = () => `${Date.now()}${Math.random()}`;

export class Composer {
  // hooks: place() -> where it is said, send(place, text, key) -> promise, typing() -> told?,
  // up() from an empty box, unsent(place, why) for what was written where nobody looks now
  constructor(name, hooks) {
    this.hooks = hooks;
    this.form = $(`${name}-form`);
    this.box = $(`${name}-text`);
    this.error = $(`${name}-error`);
    this.sending = Promise.resolve();
    this.drafts = new Map(); // place -> text
    this.unsent = new Map(); // place -> {text, key} that could not be sent from there
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("keydown", (event) => this.onKey(event));
  }

  onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && this.box.value === "" && !event.altKey) {
      event.preventDefault();
      this.hooks.up();
    }
  }

  changed() {
    this.grow();
    this.say("");
    const due = Date.now() - (this.typedAt ?? 0) > TYPING_MS;
    if (this.box.value && due && this.hooks.typing()) this.typedAt = Date.now();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
  }

  // The box is free at once for the next message; they leave one after the other.
  submit() {
    const text = this.box.value.trim();
    if (!text) return;
    if ([...text].length > LONGEST) {
      this.say(`This is too long: at most ${LONGEST} characters fit into one message.`);
      return;
    }
    // The same text after a failure keeps its key, so that it is stored once.
    const failed = this.unsent.get(this.placeName);
    const key = failed?.text === text ? failed.key : freshKey();
    const from = this.placeName;
    this.unsent.delete(from);
    this.clear();
    const place = this.hooks.place(); // as it is now, not when its turn comes
    this.sending = this.sending.then(() => this.deliver(from, place, text, key));
  }

  async deliver(from, place, text, key) {
    try {
      await this.hooks.send(place, text, key);
    } catch (error) {
      this.takeBack(from, text, key);
      if (from === this.placeName && this.form.getClientRects().length)
        this.say(`Not sent. ${error.message} ${KEPT}`);
      else this.hooks.unsent(place, error.message);
    }
  }

  // Before what is being written there, and after what could not be sent before it.
  takeBack(from, text, key) {
    const here = from === this.placeName;
    const written = here ? this.box.value : this.drafts.get(from) ?? "";
    const before = this.unsent.get(from)?.text ?? "";
    const follows = before && written.startsWith(before);
    const whole = follows ? `${before}\n${text}` : text;
    const rest = follows ? written.slice(before.length).replace(/^\n/, "") : written;
    this.unsent.set(from, { text: whole, key: follows ? freshKey() : key });
    this.drafts.set(from, [whole, rest].filter(Boolean).join("\n"));
    if (!here) return;
    this.box.value = this.drafts.get(from);
    this.grow();
  }

  // What is being written here goes with its place.
  moveTo(name) {
    if (name === this.placeName) return;
    this.drafts.set(this.placeName, this.box.value);
    this.placeName = name;
    this.clear();
    this.box.value = this.drafts.get(name) ?? "";
    this.grow();
    if (this.unsent.has(name) && this.box.value) this.say(`Not sent. ${KEPT}`);
  }

  clear() {
    this.typedAt = 0;
    this.box.value = "";
    this.say("");
    this.grow();
  }

  // wrong: it is about what stands in the box.
  say(text, wrong = true) {
    this.error.textContent = text;
    this.box.toggleAttribute("aria-invalid", wrong && Boolean(text));
  }

  name() {
    return this.form.querySelector("label");
  }

  label(text) {
    this.box.placeholder = text;
    this.name().textContent = text;
  }

  // why: what the box says while it takes nothing.
  enable(on, why) {
    if (this.box.disabled === !on) return;
    this.box.disabled = !on;
    this.form.querySelector(".send").disabled = !on;
    if (!on) this.open = { placeholder: this.box.placeholder, label: this.name().textContent };
    this.box.placeholder = on ? this.open.placeholder : why;
    this.name().textContent = on ? this.open.label : why;
  }

  focus() {
    this.box.focus();
  }
}
