import { BUILT, makefile, script } from '../actions.js';
import { type Answer, FRAME, NOBODY, runFault, type Section, type Seen } from '../fault.js';
import { MAKE } from '../needs.js';
import type { Runtime } from '../runtime.js';

const OK: Answer = { status: 200, says: '{"ok":true}' };

/** Works until it is told to go on. */
const WAIT = ['echo "$name works" >&2', 'while [ ! -e go ]; do sleep 0.05; done'];
const NAMED = `name=$(sed 's/.*"name":"\\([a-z]*\\)".*/\\1/')`;

/** Activations that come at the same time. */
export const CONCURRENCY: Section = {
  title: 'Concurrency',
  faults: [
    {
      name: 'one of several parallel activations crashes',
      setup: {
        code: script(NAMED, '[ "$name" = bad ] && kill -SEGV $$', ...WAIT),
        options: ['--concurrency', '3'],
        fresh: true,
      },
      act: async (runtime) => {
        const good = named(runtime, 'good');
        const fine = named(runtime, 'fine');
        const bad = await named(runtime, 'bad');
        runtime.tell('go');
        return { 'the one that crashes': bad, 'the others': same(await good, await fine) };
      },
      client: {
        'the one that crashes': {
          status: 502,
          code: 'ERR_RUNNER_CRASHED',
          says: 'The action was killed by SIGSEGV.',
        },
        'the others': OK,
      },
      stdout: [FRAME, FRAME],
      stderr: ['The action was killed by SIGSEGV.', FRAME, '… works', FRAME, '… works'],
      after: 'works',
    },
    {
      name: 'a third request while one runs and one may wait',
      setup: { code: script(NAMED, ...WAIT), options: ['--max-queue', '1'], fresh: true },
      act: async (runtime) => {
        const first = named(runtime, 'first');
        await runtime.logged('first works');
        const others = [named(runtime, 'second'), named(runtime, 'third')];
        const refused = await Promise.race(others);
        runtime.tell('go');
        await Promise.all(others);
        return { 'the first two': await first, 'the third': refused };
      },
      client: {
        'the first two': OK,
        'the third': {
          status: 429,
          code: 'ERR_RUNNER_QUEUE_FULL',
          says: 'Too many activations are waiting for their turn.',
        },
      },
      stdout: [FRAME],
      stderr: ['first works', FRAME, '… works'],
      after: 'works',
    },
    {
      name: 'an init is repeated while it is running',
      setup: { runner: 'c', fresh: true },
      act: async (runtime) => {
        const code = makefile('echo building', 'while [ ! -e go ]; do sleep 0.05; done', BUILT);
        const first = runtime.init(code);
        await runtime.logged('building');
        const second = runtime.init(code);
        await runtime.settle();
        runtime.tell('go');
        return { both: same(await first, await second) };
      },
      client: { both: OK },
      stdout: ['building'],
      framed: false,
      after: 'works',
      needs: [MAKE],
    },
    {
      name: 'a client disconnects while it waits',
      setup: { code: script(NAMED, ...WAIT), fresh: true },
      act: async (runtime) => {
        const { first, second } = await sendTwo(runtime);
        await runtime.settle();
        second.close();
        await runtime.settle();
        runtime.tell('go');
        return await first;
      },
      client: OK,
      stderr: ['first works'],
      after: 'works',
    },
    {
      name: 'a client ends its side of the connection while it waits',
      setup: { code: script(NAMED, ...WAIT), fresh: true },
      act: async (runtime) => {
        const { first, second } = await sendTwo(runtime);
        second.endSending();
        await runtime.settle();
        runtime.tell('go');
        return { both: same(await first, await runtime.seen(second.answer())) };
      },
      client: { both: OK },
      stderr: ['first works', FRAME],
      stdout: [FRAME],
      after: 'works',
    },
    {
      name: 'a client disconnects while its activation runs',
      setup: { code: script(NAMED, ...WAIT, 'echo done >&2'), fresh: true },
      act: async (runtime) => {
        const client = await runtime.connect();
        client.send('/run', { body: { value: { fault: true, name: 'first' } } });
        await runtime.logged('first works');
        client.close();
        await runtime.settle();
        runtime.tell('go');
        await runtime.logged('done');
        return NOBODY;
      },
      client: NOBODY,
      stderr: ['first works', 'done'],
      after: 'works',
    },
  ],
};

/** Sends an activation, and another one that waits for its turn. */
async function sendTwo(runtime: Runtime) {
  const first = named(runtime, 'first');
  await runtime.logged('first works');
  const second = await runtime.connect();
  second.send('/run', { body: { value: { name: 'second' } } });
  return { first, second };
}

async function named(runtime: Runtime, name: string): Promise<Seen> {
  return await runFault(runtime, { value: { fault: true, name } });
}

/** What all of several clients see. */
function same(first: Seen, ...others: Seen[]): Seen {
  for (const other of others) {
    expect(other).toEqual(first);
  }
  return first;
}
