import { repetitions } from '../../../../test/support/repetitions.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { initScript, serveScript } from '../support/actions.js';
import { Command } from '../support/command.js';
import { Connection, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';

const ACTIVATIONS = repetitions(200, 1_000);

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
  await warmUp(command);
  const before = command.descriptors();

  for (let round = 0; round < 5; round++) {
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
  }

  expect((await run(command.url)).json).toEqual({ a: 1 });
  await waitFor('all is closed', () => command.descriptors() <= before && command.children().length === SHELLS);
});

test(`${ACTIVATIONS} activations without growth of file descriptors or zombies`, async () => {
  const command = await Command.serve();
  await initScript(command.url, `echo '{"a":1}'`);
  const connection = await Connection.open(command.url);
  await warmUp(command);
  const before = command.descriptors();

  for (let activation = 0; activation < ACTIVATIONS; activation++) {
    const { status } = await connection.request('/run');
    if (status !== 200) throw new Error(`Activation ${activation} was answered with ${status}`);
  }

  await waitFor('the last shell', () => command.descriptors() <= before && command.children().length === SHELLS);
  connection.close();
});

/** Waits for the shells, and for all descriptors that are kept, those of processes that find no shell ready included. */
async function warmUp(command: Command): Promise<void> {
  for (let before = -1; before < command.descriptors(); ) {
    before = command.descriptors();
    await waitFor('the shells', () => command.children().length === SHELLS);
    await run(command.url);
  }
}
