// The official client of Rocket.Chat receives a message from the simulator, and replies
// through it. Its packages of types alone, which do not install, are overridden.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import WebSocket from 'ws';
import { startSim, until } from './sim.mjs';

globalThis.WebSocket ??= WebSocket; // Node.js 20 has none
const { DDPSDK } = await import('@rocket.chat/ddp-client');
let sim, sdk;

before(async () => {
  sim = await startSim('rocketchat');
  sdk = await DDPSDK.createAndConnect(sim.base);
  await sdk.account.loginWithToken('rc-token-of-the-bot');
});

after(() => {
  sdk.connection.close();
  sim.stop();
  setTimeout(() => process.exit(), 500).unref(); // the client's own timers go on
});

test('a message comes, and is replied to in its thread', async () => {
  const events = [];
  const messages = sdk.stream('room-messages', '__my_messages__', (m, about) => {
    events.push([m, about]);
  });
  await messages.ready();
  const { id } = await sim.order('say', { room: 'GENERAL', text: '@faqbot what is clonus?' });
  await until(() => events.length, 'the message');
  const [message, about] = events[0];
  assert.equal(message._id, id);
  assert.equal(message.mentions[0].username, 'faqbot');
  assert.equal(about.roomType, 'c');
  const reply = { message: { _id: 'k7RmZ3vTqXpB9wYcD', rid: message.rid, tmid: id,
    msg: 'A *rhythm* of jerks.' } };
  const posted = await sdk.rest.post('/v1/chat.sendMessage', reply);
  assert.equal(posted.message.tmid, id);
  await assert.rejects(sdk.rest.post('/v1/chat.sendMessage', reply));
  const { posts } = await sim.order('posts');
  assert.equal(posts.length, 1);
  const { violations, pings } = await sim.order('state');
  assert.deepEqual([violations, pings], [[], []]);
});
