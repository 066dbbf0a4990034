// composer.js - a message box: grows, sends on Enter, tells that somebody types, keeps the
// text when sending fails, never sends one message twice, and keeps a draft for each place.
import { $ } from "./dom.js";

const TYPING_MS = 5000;
const LONGEST = 16383; // code points, as the server counts

export class Composer {
  // hooks: place() -> where it is said, send(place, text, key) -> promise, typing() -> told?, up() from an empty box
  constructor(name, hooks) {
    this.hooks = hooks;
    this.form = $(`${name}-form`);
    this.box = $(`${name}-text`);
    this.error = $(`${name}-error`);
    this.sending = Promise.resolve();
    this.drafts = new Map(); // place -> text
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
    const key = this.failed?.text === text ? this.failed.key : `${Date.now()}${Math.random()}`;
    this.clear();
    const place = this.hooks.place(); // as it is now, not when its turn comes
    this.sending = this.sending.then(() => this.deliver(place, text, key));
  }

  async deliver(place, text, key) {
    try {
      await this.hooks.send(place, text, key);
    } catch (error) {
      this.failed = { text, key };
      this.box.value = [text, this.box.value].filter(Boolean).join("\n");
      this.grow();
      this.say(`Not sent. ${error.message} Your text is kept: press Enter to try again.`);
    }
  }

  // What is being written here goes with its place.
  moveTo(name) {
    if (name === this.placeName) return;
    this.drafts.set(this.placeName, this.box.value);
    this.placeName = name;
    this.clear();
    this.box.value = this.drafts.get(name) ?? "";
    this.grow();
  }

  clear() {
    this.failed = null;
    this.typedAt = 0;
    this.box.value = "";
    this.say("");
    this.grow();
  }

  say(text) {
    this.error.textContent = text;
    this.box.toggleAttribute("aria-invalid", Boolean(text));
  }

  label(text) {
    this.box.placeholder = text;
    this.form.querySelector("label").textContent = text;
  }

  enable(on, why) {
    this.box.disabled = !on;
    this.form.querySelector(".send").disabled = !on;
    if (!on) this.label(why);
  }

  focus() {
    this.box.focus();
  }
}
