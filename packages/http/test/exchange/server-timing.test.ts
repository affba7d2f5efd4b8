import { ActionLoopRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { loopProgram } from '../../../core/test/support/loop-program.js';
import { bakedRunner } from '../support/baked-runner.js';
import { type Answer, Connection, init, request, run } from '../support/connection.js';
import { nativeRunner, SERVERS } from '../support/servers.js';

const ECHO = '#!/bin/sh\necho "$1"\n';

/** One metric of the header (W3C Server Timing): a token and a duration in milliseconds. */
const METRIC = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+);dur=(\d+\.\d\d)$/;
/** Each duration is rounded to hundredths. */
const ROUNDING_MS = 0.005;

/** The phases and their durations; an error if the header is malformed. */
function timings({ headers }: Answer): [string, number][] {
  const header = headers['server-timing'];
  return (header?.split(', ') ?? []).map((metric) => {
    const [, name, duration] = METRIC.exec(metric) ?? [];
    if (name === undefined) {
      throw new Error(`Malformed: Server-Timing: ${header}`);
    }
    return [name, Number(duration)];
  });
}

function phases(answer: Answer): string[] {
  return timings(answer).map(([name]) => name);
}

describe.each(SERVERS)('Server-Timing of $name', ({ start }) => {
  test('has the phases of an init and of an activation in their order', async () => {
    const { url } = await start();

    expect(phases(await init(url, { code: ECHO }))).toEqual([
      'queue',
      'deliver',
      'epilogue',
      'build',
      'verify',
      'flush',
    ]);
    expect(phases(await run(url))).toEqual(['queue', 'env', 'spawn', 'run', 'flush']);
  });

  test('has of an init without code only what was done', async () => {
    const { url } = await start(bakedRunner(ECHO));

    expect(phases(await init(url, {}))).toEqual(['queue', 'verify', 'flush']);
  });

  test('has no start of a process where one that waits takes the activation', async () => {
    const { url } = await start(new ActionLoopRunner({ directory: temporaryDirectory() }));
    const code = loopProgram('if (message.value.end) process.exit(1);', 'answer(message.value);');

    expect(phases(await init(url, { code }))).toEqual([
      'queue',
      'deliver',
      'epilogue',
      'build',
      'verify',
      'spawn',
      'flush',
    ]);
    expect(phases(await run(url))).toEqual(['queue', 'env', 'run', 'flush']);
    expect(phases(await run(url, { end: 1 }))).toEqual(['queue', 'env', 'run', 'flush']);
    expect(phases(await run(url))).toEqual(['queue', 'env', 'spawn', 'run', 'flush']);
  });

  test.each([
    {
      what: 'an activation that crashes',
      executable: '#!/bin/sh\nkill -KILL $$\n',
      expected: ['queue', 'env', 'spawn', 'run', 'flush'],
    },
    {
      what: 'an activation that cannot be started',
      executable: '#!/no/such/interpreter\n',
      expected: ['queue', 'env', 'spawn', 'run', 'flush'],
    },
    { what: 'malformed JSON', executable: ECHO, body: '{', expected: ['queue', 'flush'] },
  ])('has of $what what was done', async ({ executable, body = {}, expected }) => {
    const { url } = await start(bakedRunner(executable));

    expect(phases(await request(url, '/run', { body }))).toEqual(expected);
  });

  test('has of an init that fails what came before it', async () => {
    const { url } = await start();

    const answer = await init(url, { code: Buffer.from('not a zip').toString('base64'), binary: true });

    expect(answer.status).toBe(502);
    expect(phases(answer)).toEqual(['queue', 'deliver', 'flush']);
  });

  test('is absent where nothing was done', async () => {
    const { url } = await start(nativeRunner(), { maxBodyBytes: 10 });

    const tooLarge = await run(url, { a: 'x' });

    expect(tooLarge.status).toBe(413);
    expect(tooLarge.headers).not.toHaveProperty('server-timing');
  });

  test('does not exceed the time that the client waits, and has the time of the action in it', async () => {
    const { url } = await start(bakedRunner(`#!/bin/sh\nsleep 0.5\necho '{}'\n`));
    const connection = await Connection.open(url);
    const from = performance.now();

    const answer = await connection.request('/run', { body: { value: {} } });

    const waited = performance.now() - from;
    connection.close();
    const measured = timings(answer);
    const sum = measured.reduce((total, [, duration]) => total + duration, 0);
    expect(sum).toBeLessThanOrEqual(waited + measured.length * ROUNDING_MS);
    expect(Object.fromEntries(measured)['run']).toBeGreaterThanOrEqual(450);
  });

  test('counts the wait for its turn', async () => {
    const { url } = await start(bakedRunner(`#!/bin/sh\nsleep 0.5\necho '{}'\n`));
    const first = await Connection.open(url);
    // Both on one connection, so that the second cannot come first.
    first.send('/run', { body: { value: {} } });
    first.send('/run', { body: { value: {} } });

    await first.answer();
    const second = Object.fromEntries(timings(await first.answer()));

    first.close();
    expect(second['queue']).toBeGreaterThan(100);
  });
});
