// main.js - from the door (a name) into the room, and out again.
import { about, Api, join, Socket } from "./api.js";
import { $, avatar, nameOf } from "./dom.js";
import { Room } from "./room.js";
import { startDrawer } from "./sidebar.js";
import { startKeys } from "./keys.js";
import { perTab } from "./storage.js";
import { startTheme } from "./theme.js";
import { View } from "./view.js";

const TOKEN = "limber-token"; // per tab: each tab is a person of its own
const NAME = "limber-name";
const ONLINE_MS = 5000;

let socket = null;
let view = null;
let online = null;
let closeDrawer = () => {};

function showDoor(message = "") {
  $("app").hidden = true;
  $("join").hidden = false;
  $("join-error").textContent = message;
  $("join-name").value = perTab.getItem(NAME) ?? "";
  $("join-name").focus();
}

function leave(message) {
  socket?.end();
  view?.end();
  closeDrawer(); // whoever comes next begins in the room
  clearInterval(online);
  socket = view = null;
  perTab.removeItem(TOKEN);
  document.title = "Limber playground";
  showDoor(message);
}

async function checkOnline(room) {
  const now = await about().then((a) => a.bot_online, () => room.botOnline);
  if (now === room.botOnline) return;
  room.botOnline = now;
  view?.draw();
}

// asked: by somebody at the door, who goes on writing.
async function enter(token, asked) {
  const api = new Api(token);
  const me = await api.get("/users/me");
  const room = new Room(api, me);
  const { bot, bot_online: botOnline } = await about();
  room.botOnline = botOnline;
  await api.post("/channels/direct", [me.id, bot.id]);
  await Promise.all([room.loadUsers(), room.loadChannels()]);
  perTab.setItem(TOKEN, token);
  perTab.setItem(NAME, nameOf(me));
  $("self-name").textContent = nameOf(me);
  $("self-avatar").replaceWith(Object.assign(avatar(me), { id: "self-avatar" }));
  $("join").hidden = true;
  $("app").hidden = false;
  const own = new View(room, (action, data) => socket?.send(action, data) ?? false);
  const tell = (error) => own === view && failed(error); // somebody else may be here by then
  view = own;
  socket = new Socket(token, {
    event: (...event) => own.onEvent(...event),
    fresh: () => own.connected(),
    down: () => {
      own.lost();
      api.get("/users/me").catch((error) => error.status === 401 && tell(error));
    },
  });
  online = setInterval(() => checkOnline(room), ONLINE_MS);
  const started = own.start().catch(tell);
  if (asked) own.focusComposer();
  await started;
}

// A token that is no longer known: the playground was started anew.
function failed(error) {
  if (error.status === 401) leave("The playground was restarted. Please join again.");
  else view?.showConnection(error.message);
}

async function submitName(event) {
  event.preventDefault();
  const name = $("join-name").value.trim();
  const button = event.target.querySelector("button");
  button.disabled = true;
  try {
    const { token } = await join(name);
    $("join-error").textContent = "";
    await enter(token, true);
  } catch (error) {
    $("join-error").textContent = error.message;
    $("join-name").focus();
  } finally {
    button.disabled = false;
  }
}

async function start() {
  startTheme();
  closeDrawer = startDrawer();
  startKeys({ escape: () => view?.escape(), move: (step) => view?.move(step) });
  $("join-form").addEventListener("submit", submitName);
  $("leave").addEventListener("click", () => leave(""));
  window.addEventListener("hashchange", () => view?.follow().catch(failed));
  const token = perTab.getItem(TOKEN);
  if (!token) {
    showDoor();
    return;
  }
  try {
    await enter(token, false);
  } catch (error) {
    leave(error.status === 401 ? "Please join again: the playground was restarted." : error.message);
  }
}

start();
