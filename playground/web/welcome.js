// welcome.js - the invitation at the beginning of a conversation.
import { el, nameOf, once } from "./dom.js";

const EXAMPLES = {
  "support-group": ["What causes spasticity?", "What is baclofen?", "How is spasticity treated?"],
  "clinic-team": ["What is clonus?", "Tell me about botox", "What surgery is there for spasticity?"],
  bot: ["Can MS cause spasticity?", "What are the symptoms?", "What helps at home?"],
};

function words(room, channel) {
  const me = nameOf(room.me);
  const bot = nameOf(room.bot());
  if (channel.type !== "D")
    return {
      title: `Welcome to #${channel.name}, ${me}`,
      text: `${channel.purpose} ${bot} listens here and answers questions about spasticity, ` +
        "each in a thread of its own, where you can follow up. Ask in your own words, or begin " +
        "with one of these:",
      examples: EXAMPLES[channel.name] ?? [],
    };
  if (room.partner(channel)?.is_bot)
    return {
      title: `Just you and ${bot}`,
      text: "Ask anything about spasticity. Only you see this conversation. Try one of these:",
      examples: EXAMPLES.bot,
    };
  return { title: `You and ${room.title(channel)}`, text: "Only you two see this.", examples: [] };
}

export function welcome(room, channel, ask) {
  const { title, text, examples } = words(room, channel);
  const chips = examples.map((question) =>
    el("li", {}, el("button", { class: "chip", type: "button", onclick: once(() => ask(question)) }, question)));
  return el("div", { class: "intro" },
    el("section", { class: "welcome", "aria-label": "Welcome" },
      el("h3", {}, title),
      el("p", {}, text),
      chips.length > 0 && el("ul", { "aria-label": "Example questions" }, chips)));
}
