// The official Mattermost client reads, posts and listens at the playground.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { after, before, test } from 'node:test';
import ws from 'ws';
import { until } from './sim.mjs';

const build = path.resolve('../..', process.env.BUILD ?? 'build');
// The client is written for browsers: these are all it takes from one.
globalThis.WebSocket = ws;
globalThis.CloseEvent ??= class extends Event {};
globalThis.window ??= { addEventListener() {}, removeEventListener() {} };
const { Client4, WebSocketClient } = createRequire(import.meta.url)('@mattermost/client');

const TOKEN = 'client-token';
let server, url, client, socket, channel, me;
const events = [];

const heard = (name) => events.some((e) => e.event === name);

before(async () => {
  server = spawn(path.join(build, 'playground'),
    ['--port', '0', '--token', TOKEN, '--faults', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  url = /http:\/\/[^/]+/.exec(line)[0];
  client = new Client4();
  client.setUrl(url);
  client.setToken(TOKEN);
  socket = new WebSocketClient();
  socket.addMessageListener((event) => events.push(event));
  socket.addMissedMessageListener(() => {}); // without one it never begins to count anew
  socket.initialize(`${url.replace('http', 'ws')}/api/v4/websocket`, TOKEN);
  await until(() => heard('hello'), 'hello');
});

after(() => {
  socket.close();
  server.kill();
});

test('who am I, and where', async () => {
  me = await client.getMe();
  assert.equal(me.username, 'limber');
  assert.equal(me.is_bot, true);
  const [team] = await client.getMyTeams();
  const channels = await client.getMyChannels(team.id);
  assert.deepEqual(channels.map((c) => c.name), ['support-group', 'clinic-team']);
  [channel] = channels;
  assert.equal((await client.getClientConfig()).MaxPostSize, '16383');
});

test('a post and a reply are stored, read back and told', async () => {
  const root = await client.createPost({ channel_id: channel.id, message: 'hello', pending_post_id: 'k' });
  const again = await client.createPost({ channel_id: channel.id, message: 'twice', pending_post_id: 'k' });
  assert.equal(again.id, root.id);
  const reply = await client.createPost({ channel_id: channel.id, root_id: root.id, message: 're' });
  assert.equal((await client.getPostThread(root.id)).order.length, 2);
  assert.deepEqual((await client.getPosts(channel.id, 0, 30)).order, [reply.id, root.id]);
  assert.deepEqual((await client.getPostsAfter(channel.id, root.id, 0, 30)).order, [reply.id]);
  await client.patchPost({ id: reply.id, message: 'changed' });
  await client.addReaction(me.id, root.id, 'eyes');
  await client.removeReaction(me.id, root.id, 'eyes');
  await client.deletePost(reply.id);
  for (const name of ['posted', 'post_edited', 'reaction_added', 'reaction_removed', 'post_deleted'])
    await until(() => heard(name), name);
});

test('an error has the shape that the client reads', async () => {
  await assert.rejects(client.createPost({ channel_id: 'z'.repeat(26), message: 'x' }),
    { status_code: 403, server_error_id: 'api.context.permissions.app_error' });
});

test('a socket that is cut comes back by itself', async () => {
  const before = events.length;
  await fetch(`${url}/playground/faults`, { method: 'POST', body: '{"sockets":"cut"}' });
  await until(() => events.slice(before).some((e) => e.event === 'hello'), 'another hello');
});
