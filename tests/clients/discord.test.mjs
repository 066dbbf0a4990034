// The official Discord client receives a message from the simulator, and replies through it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { next, startSim } from './sim.mjs';

const channel = '600000000000000001';
let sim, client;

before(async () => {
  sim = await startSim('discord');
  client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages,
      GatewayIntentBits.MessageContent],
    rest: { api: `${sim.base}/api` },
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
  });
  const ready = next(client, Events.ClientReady);
  await client.login('dc-token-of-the-bot');
  await ready;
});

after(async () => {
  await client.destroy();
  sim.stop();
});

test('who am I', () => {
  assert.equal(client.user.id, '900000000000000001');
  assert.equal(client.guilds.cache.size, 1);
});

test('a message comes, and is replied to', async () => {
  const coming = next(client, Events.MessageCreate, (m) => !m.author.bot);
  const { id } = await sim.order('say', { channel, text: 'what is clonus?' });
  const message = await coming;
  assert.equal(message.id, id);
  assert.equal(message.content, 'what is clonus?');
  const echo = next(client, Events.MessageCreate, (m) => m.author.id === client.user.id);
  const reply = await message.reply({ content: 'A **rhythm** of jerks.',
    components: [{ type: 1, components: [
      { type: 2, style: 2, label: 'More', custom_id: 'faq:x.y' }] }] });
  assert.equal((await echo).id, reply.id);
  assert.equal(reply.reference.messageId, id);
  const page = await message.channel.messages.fetch({ after: id, limit: 10 });
  assert.deepEqual([...page.keys()], [reply.id]);
});

test('a click comes, and is acknowledged', async () => {
  const { posts } = await sim.order('posts');
  const coming = next(client, Events.InteractionCreate);
  await sim.order('click', { channel, id: posts[0].id, lead: 'faq:', number: 1 });
  const interaction = await coming;
  assert.equal(interaction.customId, 'faq:x.y');
  await interaction.deferUpdate();
});

test('what the server refuses', async () => {
  const place = client.channels.cache.get(channel);
  await assert.rejects(place.send('x'.repeat(2001)), (e) => e.code === 50035);
  await assert.rejects(place.messages.fetch('1'), (e) => e.code === 10008);
});

test('a session is resumed, with what was missed', async () => {
  const coming = next(client, Events.MessageCreate, (m) => m.content === 'still there?');
  await sim.order('op', { op: 7 });
  await sim.order('say', { channel, text: 'still there?' });
  await coming;
  const { pings, counts } = await sim.order('state');
  assert.deepEqual(pings, []);
  assert.equal(counts.identified, 1);
});
