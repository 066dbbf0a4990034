// composer.js - a message box: grows, sends on Enter, tells that somebody types, keeps the
// text when sending fails, and never sends one message twice.
import { $ } from "./dom.js";

const TYPING_MS = 5000;
const LONGEST = 16383; // code points, as the server counts

export class Composer {
  // hooks: send(text, key) -> promise, typing() -> told?, up() from an empty box
  constructor(name, hooks) {
    this.hooks = hooks;
    this.form = $(`${name}-form`);
    this.box = $(`${name}-text`);
    this.error = $(`${name}-error`);
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

  async submit() {
    const text = this.box.value.trim();
    if (!text || this.sending) return;
    if ([...text].length > LONGEST) {
      this.say(`This is too long: at most ${LONGEST} characters fit into one message.`);
      return;
    }
    // The same text after a failure keeps its key, so that it is stored once.
    if (this.failed?.text !== text) this.failed = { text, key: String(Date.now()) };
    this.sending = true;
    try {
      await this.hooks.send(text, this.failed.key);
      this.clear();
    } catch (error) {
      this.say(`Not sent. ${error.message} Your text is kept: press Enter to try again.`);
    } finally {
      this.sending = false;
    }
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
