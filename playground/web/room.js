// room.js - what the page knows: people, conversations, posts. No DOM.

const TYPING_MS = 6000;
const SETTLED_MS = 1500; // a notice that comes so soon after its post is about that post

export class Room {
  constructor(api, me) {
    this.api = api;
    this.me = me;
    this.users = new Map([[me.id, me]]);
    this.channels = new Map();
    this.posts = new Map();
    this.told = new Map(); // post id -> how many events had told of posts when one told of it
    this.events = 0;
    this.typing = []; // {user, channel, root, until}
    this.spoke = new Map(); // user and channel -> when a post of theirs arrived
    this.unread = new Map(); // channel id -> count
    this.older = new Map(); // channel id -> the post before which there are more
    this.botOnline = true;
  }

  async loadUsers() {
    for (const user of await this.api.get("/users")) this.users.set(user.id, user);
  }

  async loadChannels() {
    // Those that are known stay the same objects.
    for (const channel of await this.api.get("/users/me/channels?include_deleted=true"))
      this.channels.set(channel.id, Object.assign(this.channels.get(channel.id) ?? {}, channel));
  }

  // The newest posts of a conversation, or those before the oldest that is known.
  async loadPosts(channelId, older = false) {
    const begun = this.events;
    const before = older ? `&before=${this.older.get(channelId)}` : "";
    const page = await this.api.get(`/channels/${channelId}/posts?per_page=100${before}`);
    // More were missed than one page holds: those before it are not known, but asked for.
    const gap = page.prev_post_id && !this.posts.has(page.prev_post_id);
    this.keepLoaded(page, begun);
    if (!older) this.dropMissing(channelId, page, begun);
    if (older || gap || !this.older.has(channelId))
      this.older.set(channelId, page.prev_post_id ? page.order.at(-1) : "");
  }

  async loadThread(rootId) {
    const begun = this.events;
    this.keepLoaded(await this.api.get(`/posts/${rootId}/thread`), begun);
  }

  // Of what was told since the loading began, the events know better.
  toldSince(id, begun) {
    return this.told.get(id) > begun;
  }

  keepLoaded(list, begun) {
    for (const post of Object.values(list.posts))
      if (!this.toldSince(post.id, begun) && !post.delete_at) this.posts.set(post.id, post);
  }

  // What should be among the newest and is not was deleted while nobody told.
  dropMissing(channelId, page, begun) {
    const from = page.prev_post_id ? page.posts[page.order.at(-1)].create_at : 0;
    for (const post of this.posts.values())
      if (post.channel_id === channelId && post.create_at >= from && !page.posts[post.id] &&
          !this.toldSince(post.id, begun))
        this.posts.delete(post.id);
  }

  keep(post) {
    this.told.set(post.id, (this.events += 1));
    this.posts.set(post.id, post);
  }

  forget(id) {
    this.told.set(id, (this.events += 1));
    for (const post of this.posts.values())
      if (post.id === id || post.root_id === id) this.posts.delete(post.id);
  }

  setReaction(reaction, on) {
    const post = this.posts.get(reaction.post_id);
    if (!post) return;
    this.told.set(post.id, (this.events += 1));
    const same = (r) => r.user_id === reaction.user_id && r.emoji_name === reaction.emoji_name;
    const others = (post.metadata.reactions ?? []).filter((r) => !same(r));
    post.metadata.reactions = on ? [...others, reaction] : others;
  }

  async react(post, emoji, on) {
    if (on)
      await this.api.post("/reactions", { user_id: this.me.id, post_id: post.id, emoji_name: emoji });
    else
      await this.api.remove(`/users/me/posts/${post.id}/reactions/${encodeURIComponent(emoji)}`);
  }

  // Sorted by time; the ids break ties the same way in every tab.
  select(wanted) {
    return [...this.posts.values()]
      .filter(wanted)
      .sort((a, b) => a.create_at - b.create_at || (a.id < b.id ? -1 : 1));
  }

  // Not what only a thread's opening has brought, from before the messages that are loaded.
  roots(channelId) {
    const from = this.posts.get(this.older.get(channelId))?.create_at ?? 0;
    return this.select((p) => p.channel_id === channelId && !p.root_id && p.create_at >= from);
  }

  replies(rootId) {
    return this.select((p) => p.root_id === rootId);
  }

  // All threads of a conversation at once: first post's id -> replies.
  threads(channelId) {
    const all = new Map();
    for (const post of this.select((p) => p.channel_id === channelId && p.root_id)) {
      if (!all.has(post.root_id)) all.set(post.root_id, []);
      all.get(post.root_id).push(post);
    }
    return all;
  }

  // "support-group" or, for a direct message, the other one's username.
  slug(channel) {
    return channel.type === "D" ? `@${this.partner(channel)?.username ?? "someone"}` : channel.name;
  }

  partner(channel) {
    const id = channel.name.split("__").find((one) => one !== this.me.id);
    return this.users.get(id);
  }

  title(channel) {
    return channel.type === "D"
      ? this.partner(channel)?.nickname || this.partner(channel)?.username || "Someone"
      : `#${channel.name}`;
  }

  // Channels first, then direct messages, bots before people.
  conversations() {
    const rank = (c) => (c.type !== "D" ? 0 : this.partner(c)?.is_bot ? 1 : 2);
    return [...this.channels.values()].sort(
      (a, b) => rank(a) - rank(b) || b.create_at - a.create_at || (a.name > b.name ? -1 : 1));
  }

  setTyping(user, channel, root) {
    if (Date.now() - (this.spoke.get(user + channel) ?? 0) < SETTLED_MS) return;
    this.stopTyping(user, channel);
    this.typing.push({ user, channel, root, until: Date.now() + TYPING_MS });
  }

  stopTyping(user, channel) {
    this.typing = this.typing.filter((t) => t.user !== user || t.channel !== channel);
  }

  hasSpoken(user, channel) {
    this.spoke.set(user + channel, Date.now());
    this.stopTyping(user, channel);
  }

  typers(channel, root) {
    const now = Date.now();
    this.typing = this.typing.filter((t) => t.until > now);
    return this.typing
      .filter((t) => t.channel === channel && t.root === root)
      .map((t) => this.users.get(t.user));
  }

  usernames() {
    return new Set([...this.users.values()].map((u) => u.username).concat("all", "channel", "here"));
  }

  bot() {
    return [...this.users.values()].find((u) => u.is_bot);
  }
}
