// api.js - the server: requests with the person's token, and the socket that comes back.

export class ApiError extends Error {
  constructor(status, body) {
    super(body?.message || `The server answered ${status}.`);
    this.status = status;
    this.id = body?.id ?? "";
  }
}

async function request(method, path, token, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: token ? { Authorization: `Bearer ${token}` } : {},
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15000),
    });
  } catch {
    throw new ApiError(0, { message: "The playground does not answer. Is it still running?" });
  }
  const json = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(answer.status, json);
  return json;
}

export const join = (name) => request("POST", "/playground/join", null, { name });
export const about = () => request("GET", "/playground/about", null);

export class Api {
  constructor(token) {
    this.token = token;
  }
  get(path) {
    return request("GET", `/api/v4${path}`, this.token);
  }
  post(path, body) {
    return request("POST", `/api/v4${path}`, this.token, body);
  }
  remove(path) {
    return request("DELETE", `/api/v4${path}`, this.token);
  }
}

const PING_MS = 20000;
const SLOWEST_MS = 15000;

// Keeps a socket open. hooks: event(name, data), fresh() after every (re)connect, to read what
// may have been missed (if that fails, all begins anew), and down() when it is lost.
export class Socket {
  constructor(token, hooks) {
    this.token = token;
    this.hooks = hooks;
    this.failures = 0;
    this.open();
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v4/websocket`);
    this.socket = socket;
    this.seq = 0;
    this.expected = 0;
    socket.onopen = () => this.send("authentication_challenge", { token: this.token });
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = () => this.lost(socket);
  }

  // False: not connected; what is said over the socket may get lost.
  send(action, data) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.seq += 1;
    this.socket.send(JSON.stringify({ seq: this.seq, action, data }));
    return true;
  }

  receive(text) {
    const frame = JSON.parse(text);
    this.heard = Date.now();
    if (!frame.event) return;
    if (frame.seq !== this.expected) {
      this.socket.close(); // a gap: begin anew and read what was missed
      return;
    }
    this.expected = frame.seq + 1;
    if (frame.event === "hello") this.greeted();
    else this.hooks.event(frame.event, frame.data, frame.broadcast);
  }

  greeted() {
    const { socket } = this;
    clearInterval(this.pings);
    this.pings = setInterval(() => this.checkAlive(), PING_MS);
    this.hooks.fresh().then(() => { this.failures = 0; }, () => socket.close());
  }

  checkAlive() {
    if (Date.now() - this.heard > 2.5 * PING_MS) this.socket.close();
    else this.send("ping", {});
  }

  lost(socket) {
    if (socket !== this.socket || this.ended) return;
    clearInterval(this.pings);
    this.failures += 1;
    this.hooks.down();
    const wait = Math.min(SLOWEST_MS, 500 * 2 ** Math.min(this.failures, 6));
    this.retry = setTimeout(() => this.open(), wait * (0.75 + Math.random() / 2));
  }

  end() {
    this.ended = true;
    clearTimeout(this.retry);
    clearInterval(this.pings);
    this.socket.close();
  }
}
