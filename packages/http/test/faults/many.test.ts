import { setTimeout as sleep } from 'node:timers/promises';
import { repetitions } from '../../../../test/support/repetitions.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { initScript, serveScript } from '../support/actions.js';
import { Command } from '../support/command.js';
import { Connection, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';

const ACTIVATIONS = repetitions(200, 1_000);

/** How often descriptors may have grown before they are taken for a leak. */
const ROUNDS = 5;

/** What is closed late is closed by then. */
const SETTLE_MS = 1_000;

/** Shells that start the processes of a runtime that runs one activation at once. */
const SHELLS = 2;

test('20 parallel requests: all answered, logs and results not mixed', async () => {
  const { url, logs } = await serveScript(
    'id=$(echo "$1" | tr -dc 0-9)',
    'echo "begin $id"; echo "begin $id" >&2',
    'sleep 0.01',
    'echo "end $id"; echo "end $id" >&2',
    'echo "[$id]"',
  );
  const ids = Array.from({ length: 20 }, (_, index) => index + 1);

  const answers = await Promise.all(ids.map((id) => run(url, { id })));

  expect(answers.map(({ json }) => json)).toEqual(ids.map((id) => [id]));
  for (const text of [logs.stdout, logs.stderr]) {
    const activations = text.split(FRAME);
    const expected = ids.map((id) => `begin ${id}\nend ${id}\n`);
    expect(activations.sort()).toEqual(['', ...expected].sort());
  }
});

test('the environment of one activation is invisible in the next', async () => {
  const { url } = await serveScript(`echo "[\\"$__OW_API_KEY\\",\\"$__OW_SECRET\\"]"`);

  expect((await run(url, {}, { api_key: 'key', secret: 'secret' })).json).toEqual(['key', 'secret']);
  expect((await run(url, {}, { api_key: 'other' })).json).toEqual(['other', '']);
  expect((await run(url)).json).toEqual(['', '']);
});

test('a client that disconnects, wherever it is, leaves nothing open', async () => {
  const command = await Command.serve();
  await initScript(command.url, 'case "$1" in *slow*) sleep 0.2;; esac', `echo '{"a":1}'`);

  await expectNoGrowth(command, async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => Connection.open(command.url)));
    const [idle, inHead, inBody, running, waiting] = clients as [Connection, ...Connection[]];
    await idle.request('/init', { body: [] });
    inHead?.write('POST /run HTTP/1.1\r\nHost:');
    inBody?.send('/run', { headers: { 'content-length': '1000' }, body: '{"value":' });
    running?.send('/run', { body: { value: { slow: 1 } } });
    waiting?.send('/run', { body: { value: { slow: 2 } } });
    for (const client of clients) {
      client.close();
    }
    expect((await run(command.url)).json).toEqual({ a: 1 });
  });
});

test(`${ACTIVATIONS} activations without growth of file descriptors or zombies`, async () => {
  const command = await Command.serve();
  await initScript(command.url, `echo '{"a":1}'`);
  const connection = await Connection.open(command.url);

  await expectNoGrowth(command, async () => {
    for (let activation = 0; activation < ACTIVATIONS; activation++) {
      const { status } = await connection.request('/run');
      if (status !== 200) throw new Error(`Activation ${activation} was answered with ${status}`);
    }
  });
  connection.close();
});

/**
 * Fails if a task leaves a descriptor or process each time. Once it may leave some: the pipes of a process that finds no shell ready are
 * kept, and on a busy machine that happens at any time.
 */
async function expectNoGrowth(command: Command, task: () => Promise<void>): Promise<void> {
  await waitFor('the shells', () => command.children().length === SHELLS);
  for (let round = 1; round <= ROUNDS; round++) {
    const before = command.descriptors();
    await task();
    for (const end = Date.now() + SETTLE_MS; Date.now() < end; await sleep(10)) {
      if (command.descriptors() <= before && command.children().length === SHELLS) return;
    }
  }
  throw new Error(`${command.descriptors()} descriptors and ${command.children().length} processes, more each time`);
}
