// The official Slack clients receive a message from the simulator, and reply through it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SocketModeClient } from '@slack/socket-mode';
import { LogLevel, WebClient } from '@slack/web-api';
import { next, startSim, until } from './sim.mjs';

let sim, socket, web;

before(async () => {
  sim = await startSim('slack');
  const slackApiUrl = `${sim.base}/api/`;
  socket = new SocketModeClient({
    appToken: 'xapp-sim', logLevel: LogLevel.ERROR, clientOptions: { slackApiUrl },
  });
  web = new WebClient('xoxb-sim', { slackApiUrl, logLevel: LogLevel.ERROR });
  await socket.start();
});

after(async () => {
  await socket.disconnect();
  sim.stop();
});

test('who am I', async () => {
  const me = await web.auth.test();
  assert.equal(me.user_id, 'UBOT');
  assert.equal(me.bot_id, 'BBOT');
});

test('a message comes, and is replied to in its thread', async () => {
  const coming = next(socket, 'message', ({ event }) => !event.bot_id);
  const { ts } = await sim.order('say', { channel: 'C1', user: 'U1', text: 'what is clonus?' });
  const { event, ack } = await coming;
  assert.equal(event.text, 'what is clonus?');
  assert.equal(event.ts, ts);
  await ack();
  const echo = next(socket, 'message', ({ event: own }) => own.bot_id === 'BBOT');
  const posted = await web.chat.postMessage({
    channel: event.channel, thread_ts: event.ts, text: 'A *rhythm* of jerks.',
    metadata: { event_type: 'faq_reply', event_payload: { q: `C1:${ts}`, part: 0 } },
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', verbatim: true, text: 'A *rhythm* of jerks.' } },
      { type: 'actions', elements: [
        { type: 'button', action_id: 'faq_1', value: 'x.y',
          text: { type: 'plain_text', text: '1. More' } }] },
    ],
  });
  assert.equal(posted.ok, true);
  await (await echo).ack();
  const replies = await web.conversations.replies({
    channel: 'C1', ts, include_all_metadata: true,
  });
  assert.equal(replies.messages.length, 2);
  assert.equal(replies.messages[0].reply_count, 1);
  assert.equal(replies.messages[1].metadata.event_payload.q, `C1:${ts}`);
  const history = await web.conversations.history({ channel: 'C1' });
  assert.deepEqual(history.messages.map((m) => m.ts), [ts]);
});

test('a click comes', async () => {
  const { posts } = await sim.order('posts');
  const coming = next(socket, 'interactive');
  await sim.order('click', { channel: 'C1', ts: posts[0].ts, action: 'faq_1', user: 'U1' });
  const { body, ack } = await coming;
  assert.equal(body.type, 'block_actions');
  assert.equal(body.actions[0].value, 'x.y');
  assert.equal(body.container.message_ts, posts[0].ts);
  await ack();
});

test('conversations and pages', async () => {
  for (let i = 0; i < 5; i++) {
    await sim.order('say', { channel: 'D1', user: 'U1', text: `m${i}`, quiet: true });
  }
  const texts = [];
  for await (const page of web.paginate('conversations.history', { channel: 'D1', limit: 2 })) {
    texts.push(...page.messages.map((m) => m.text));
  }
  assert.deepEqual(texts, ['m4', 'm3', 'm2', 'm1', 'm0']);
  const list = await web.users.conversations({ types: 'im,public_channel' });
  assert.deepEqual(list.channels.map((c) => c.id).sort(), ['C1', 'D1']);
});

test('what the server refuses', async () => {
  const refused = (promise, error) => assert.rejects(promise, (e) => e.data?.error === error);
  await refused(web.chat.postMessage({ channel: 'C9', text: 'x' }), 'channel_not_found');
  await refused(web.chat.postMessage({ channel: 'C1', text: 'x'.repeat(5000) }), 'msg_too_long');
  await refused(web.chat.postMessage({ channel: 'C1', text: 'x',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'y'.repeat(3001) } }] }),
  'invalid_blocks');
});

test('a new connection when it is asked for', async () => {
  const again = next(socket, 'connected');
  await sim.order('disconnect', { reason: 'refresh_requested', close_ms: 500 });
  await again;
  const coming = next(socket, 'message', ({ event }) => event.text === 'still there?');
  await sim.order('say', { channel: 'D1', user: 'U1', text: 'still there?' });
  await (await coming).ack();
  await until(async () => (await sim.order('state')).waiting === 0, 'the acknowledgement');
});
