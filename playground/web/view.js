// view.js - the room on the screen: which conversation and thread are shown, what a click
// does, and what events change.
import { announce } from "./live.js";
import { Composer } from "./composer.js";
import { $, el, nameOf } from "./dom.js";
import { plain } from "./markdown.js";
import { PostList, postRows } from "./list.js";
import { drawSidebar } from "./sidebar.js";
import { welcome } from "./welcome.js";

const ANNOUNCED = 300; // characters of a message that are read out
const wide = window.matchMedia("(min-width: 64.01em)");

export class View {
  constructor(room, send) {
    this.room = room;
    this.sendAction = send;
    this.channel = null;
    this.root = null; // id of the open thread's first post
    this.posts = new PostList(fresh("room-posts"), "room", () => this.roomBox.focus());
    this.replies = new PostList(fresh("thread-posts"), "thread", () => this.threadBox.focus());
    this.roomBox = this.composer("room", () => "");
    this.threadBox = this.composer("thread", () => this.root);
    const close = fresh("thread-close");
    close.addEventListener("click", () => this.closeThread());
    this.clock = setInterval(() => this.drawTyping(), 1000);
  }

  composer(name, root) {
    fresh(`${name}-form`);
    return new Composer(name, {
      place: () => ({ channel_id: this.channel.id, root_id: root() }),
      send: (place, text, key) => this.post(place, text, key),
      typing: () => this.sendAction("user_typing", { channel_id: this.channel.id, parent_id: root() }),
      up: () => (name === "room" ? this.posts : this.replies).focusLast(),
      unsent: (place, why) => this.tellUnsent(place, why),
    });
  }

  // Where the eyes are: its own box is out of sight.
  tellUnsent(place, why) {
    const title = this.room.title(this.room.channels.get(place.channel_id));
    const where = place.root_id ? `a thread of ${title}` : title;
    (this.root ? this.threadBox : this.roomBox)
      .say(`Not sent to ${where}: ${why} Your text is kept there.`, false);
  }

  async start() {
    await this.follow();
  }

  // Somebody else may come after, to whom nothing is shown that still comes for this one.
  end() {
    this.ended = true;
    clearInterval(this.clock);
    clearTimeout(this.refreshing);
    $("app").toggleAttribute("data-connected", false);
    for (const box of [this.roomBox, this.threadBox]) box.enable(true);
  }

  // --- where we are: #channel or #channel/thread

  async follow() {
    const all = this.room.conversations();
    const channel = all.find((c) => this.room.slug(c) === address()[0]) ?? all[0];
    if (channel !== this.channel) await this.showChannel(channel);
    if (channel !== this.channel) return;
    const root = address()[1]; // as it is by now
    if (root && root !== this.root) await this.followThread(channel, root);
    else if (!root && this.root) this.closeThread();
  }

  // It may have begun before the messages that are loaded, or be none of this place.
  async followThread(channel, root) {
    if (!this.room.posts.has(root)) await this.room.loadThread(root).catch(() => {});
    const here = this.channel === channel && this.room.posts.get(root)?.channel_id === channel.id;
    if (here && address()[1] === root) this.openThread(root, false);
  }

  async showChannel(channel) {
    this.channel = channel;
    this.hideThread();
    this.roomBox.moveTo(channel.id);
    this.room.unread.delete(channel.id);
    const title = this.room.title(channel);
    $("room-title").textContent = title;
    document.title = `${title} - Limber playground`;
    $("room-purpose").textContent = channel.type === "D" ? "Direct message" : channel.purpose;
    this.draw(true); // before its messages are here, or none come: what is said goes there
    try {
      await this.room.loadPosts(channel.id);
    } catch (error) {
      if (this.channel === channel) throw error;
    }
    if (this.channel !== channel) return;
    this.showConnection("");
    this.draw(true);
  }

  setHash(root) {
    const slug = this.room.slug(this.channel);
    history.replaceState(null, "", `#${slug}${root ? `/${root}` : ""}`);
  }

  move(step) {
    const all = this.room.conversations();
    const at = all.indexOf(this.channel);
    location.hash = this.room.slug(all[(at + step + all.length) % all.length]);
    announce(this.room.title(all[(at + step + all.length) % all.length]));
  }

  // --- drawing

  draw(jump = false) {
    if (!this.channel || this.ended) return;
    drawSidebar(this.room, this.channel.id);
    const names = this.room.usernames();
    const threads = this.room.threads(this.channel.id);
    const rows = postRows(this.room.roots(this.channel.id), "room", (post) => ({
      ...this.viewOf(post, names),
      replies: threads.get(post.id) ?? [],
      open: post.id === this.root,
      openThread: () => this.openThread(post.id, true),
    }));
    const id = this.channel.id;
    const intro = { id: "intro", key: id, make: () => welcome(this.room, this.channel, (text) => this.say(text, "")) };
    const older = this.room.older.get(id) && {
      id: "older", key: id,
      make: () => el("button", { class: "quiet older", type: "button", onclick: () => this.loadOlder() },
        "Show older messages"),
    };
    this.posts.update([older || intro, ...rows], jump);
    this.drawThread(false);
    this.drawTyping();
    this.drawBoxes();
  }

  // A channel may be archived, and taken up again, while it is looked at.
  drawBoxes() {
    const open = this.channel.delete_at === 0;
    for (const box of [this.roomBox, this.threadBox]) box.enable(open, "This channel is archived");
    if (open) this.roomBox.label(`Message ${this.room.title(this.channel)}`);
  }

  viewOf(post, names) {
    return {
      author: this.room.users.get(post.user_id),
      names,
      userOf: (id) => this.room.users.get(id),
      say: (text) => this.say(text, post.root_id),
      me: this.room.me.id,
      react: (emoji, on) => this.attempt(() => this.room.react(post, emoji, on)),
    };
  }

  drawThread(jump) {
    const root = this.room.posts.get(this.root);
    if (this.root && !root) this.closeThread();
    if (!root) return;
    const replies = this.room.replies(this.root);
    const names = this.room.usernames();
    const rows = postRows([root, ...replies], "thread", (post) => this.viewOf(post, names));
    const at = rows.findIndex((row) => row.id === root.id) + 1;
    const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    if (replies.length)
      rows.splice(at, 0, { id: "split", key: count, make: () => el("p", { class: "split" }, count) });
    this.replies.update(rows, jump);
  }

  drawTyping() {
    if (!this.channel) return;
    this.showTypers("room-typing", "");
    if (this.root) this.showTypers("thread-typing", this.root);
  }

  showTypers(id, root) {
    const names = this.room.typers(this.channel.id, root).map(nameOf);
    const box = $(id);
    if (box.dataset.names === names.join("\n")) return;
    box.dataset.names = names.join("\n");
    const dots = el("span", { class: "dots" }, el("i"), el("i"), el("i"));
    const verb = names.length === 1 ? "is" : "are";
    box.replaceChildren(...(names.length ? [dots, `${names.join(" and ")} ${verb} typing…`] : []));
  }

  // Also in the thread: on a narrow screen it takes the room's place.
  showConnection(text) {
    if (this.ended) return;
    $("connection").textContent = $("thread-connection").textContent = text;
  }

  // --- threads

  openThread(rootId, move) {
    if (this.ended) return;
    const changed = rootId !== this.root;
    this.root = rootId;
    $("app").classList.add("with-thread");
    $("thread").hidden = false;
    $("thread-place").textContent = this.room.title(this.channel);
    this.setHash(rootId);
    if (changed) {
      this.replies.update([], true);
      this.threadBox.moveTo(rootId);
    }
    this.draw();
    this.drawThread(changed);
    if (move) $("thread-title").focus();
    if (changed) this.room.loadThread(rootId).then(() => this.draw(), () => {});
  }

  hideThread() {
    this.root = null;
    $("app").classList.remove("with-thread");
    $("thread").hidden = true;
  }

  // Back to the message whose thread it was.
  closeThread() {
    const root = this.root;
    const inside = $("thread").contains(document.activeElement);
    this.hideThread();
    this.setHash("");
    this.draw();
    if (!inside) return;
    const article = $("room-posts").querySelector(`article[data-id="${root}"]`);
    (article?.querySelector(".thread-link") ?? $("room-text")).focus();
  }

  escape() {
    const box = this.root && $("thread").contains(document.activeElement) ? this.threadBox : this.roomBox;
    if (this.root && (document.activeElement === box.box || document.activeElement === $("thread-title")))
      this.closeThread();
    else if (document.activeElement !== box.box) box.focus();
  }

  focusComposer() {
    this.roomBox.focus();
  }

  // --- saying something

  async post(place, message, key) {
    const post = await this.room.api.post("/posts", {
      ...place,
      message,
      pending_post_id: `${this.room.me.id}:${key}`,
    });
    if (this.ended) return;
    this.room.keep(post);
    if (!place.root_id) this.noteAsked(post);
    this.draw();
    if (place.channel_id === this.channel.id) this.scrollToOwn(place.root_id);
    announce("Sent.");
  }

  scrollToOwn(root) {
    const list = root ? this.replies : this.posts;
    list.toEnd(null);
  }

  // An example or a suggestion: said as the person's own message.
  say(text, root) {
    const place = { channel_id: this.channel.id, root_id: root };
    return this.attempt(() => this.post(place, text, `${Date.now()}${Math.random()}`));
  }

  async attempt(what) {
    try {
      await what();
      this.showConnection("");
    } catch (error) {
      this.showConnection(`That did not work: ${error.message}`);
    }
  }

  loadOlder() {
    return this.attempt(async () => {
      await this.room.loadPosts(this.channel.id, true);
      this.draw();
      this.posts.articles()[0]?.focus();
    });
  }

  // --- events

  // After a (re)connect. From then on nothing is missed, which the page says of itself.
  async connected() {
    await this.refresh();
    if (!this.ended) $("app").toggleAttribute("data-connected", true);
  }

  lost() {
    $("app").toggleAttribute("data-connected", false);
    this.showConnection("The connection is lost. Trying again…");
  }

  // Whatever was missed.
  async refresh() {
    await Promise.all([this.room.loadUsers(), this.room.loadChannels()]);
    if (this.channel) await this.room.loadPosts(this.channel.id);
    this.showConnection("");
    this.showAnswer();
    this.draw();
  }

  // Several changes at once are read once.
  refreshSoon() {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => this.refresh().catch(() => {}), 150);
  }

  onEvent(name, data, broadcast) {
    const handlers = {
      posted: () => this.onPosted(JSON.parse(data.post), data),
      post_edited: () => this.room.keep(JSON.parse(data.post)),
      post_deleted: () => this.room.forget(JSON.parse(data.post).id),
      reaction_added: () => this.room.setReaction(JSON.parse(data.reaction), true),
      reaction_removed: () => this.room.setReaction(JSON.parse(data.reaction), false),
      typing: () => this.room.setTyping(data.user_id, broadcast.channel_id, data.parent_id),
      channel_deleted: () => this.refreshSoon(),
      direct_added: () => this.refreshSoon(),
      new_user: () => this.refreshSoon(),
    };
    if (!handlers[name]) return;
    handlers[name]();
    this.draw();
  }

  onPosted(post, data) {
    const known = this.room.posts.has(post.id);
    this.room.keep(post);
    if (post.user_id === this.room.me.id && !post.root_id) this.noteAsked(post);
    if (post.type) return;
    this.room.hasSpoken(post.user_id, post.channel_id);
    if (known || post.user_id === this.room.me.id) return;
    const author = this.room.users.get(post.user_id);
    if (post.channel_id !== this.channel?.id)
      this.room.unread.set(post.channel_id, (this.room.unread.get(post.channel_id) ?? 0) + 1);
    this.showAnswer();
    this.tell(post, author, data);
  }

  // Told by the event or by the end of the request, whichever is first. An answer may be
  // here by then: while no events come, it is read with all else that was missed.
  noteAsked(post) {
    if (this.noted === post.id) return;
    this.noted = this.asked = post.id;
    this.showAnswer();
  }

  // The answer to what was just asked, when it comes or never. Who waits at an empty box goes
  // on asking in the thread, where a follow-up is understood; who writes already is left alone.
  showAnswer() {
    const question = this.room.posts.get(this.asked);
    const byBot = (post) => this.room.users.get(post.user_id)?.is_bot;
    if (!question || !this.room.replies(question.id).some(byBot)) return;
    this.asked = null;
    if (question.channel_id !== this.channel?.id || !this.threadIsFree()) return;
    const waiting = document.activeElement === this.roomBox.box && this.roomBox.box.value === "";
    this.openThread(question.id, false);
    if (waiting) this.threadBox.focus();
  }

  // There is room for a thread beside the room, and nobody is busy in another one.
  threadIsFree() {
    const busy = this.threadBox.box.value || $("thread").contains(document.activeElement);
    return wide.matches && (!this.root || !busy);
  }

  tell(post, author, data) {
    const words = plain(post.message);
    const cut = words.length > ANNOUNCED ? `${words.slice(0, ANNOUNCED)}…` : words;
    const elsewhere = post.channel_id !== this.channel?.id;
    const place = elsewhere ? ` in ${data.channel_display_name}` : post.root_id ? " in a thread" : "";
    announce(`${nameOf(author)}${place}: ${cut}`);
  }
}

// [conversation, thread] of the address; what is badly encoded names none.
function address() {
  try {
    return decodeURIComponent(location.hash.slice(1)).split("/");
  } catch {
    return [""];
  }
}

// The element without the listeners of whoever was here before.
function fresh(id) {
  const old = $(id);
  const copy = old.cloneNode(true);
  if (id.endsWith("-posts")) copy.replaceChildren();
  old.replaceWith(copy);
  return copy;
}
