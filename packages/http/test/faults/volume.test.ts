import { randomBytes } from 'node:crypto';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { initScript } from '../support/actions.js';
import { Command } from '../support/command.js';
import { init, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';

/** Above what the runner has when idle. */
const MEMORY_MB = 150;
const LINE_BYTES = 200_000_000;
const LONG_LINE = `head -c ${LINE_BYTES} /dev/zero | tr '\\0' x; echo`;
const LOG_BYTES = 300_000_000;
const LOG_LINES = `yes 'some log line of an action, as they are written in their thousands' | head -c ${LOG_BYTES}`;

/** The command with an action, and its memory after a first activation. */
async function measured(script: string) {
  const command = await Command.serve('native', { PROXY_ALLOW_REINIT: '1', ACTIONRUNNER_MAX_LOG_BYTES: '1000000000' });
  await initScript(command.url, `echo '{"idle":true}'`);
  await run(command.url);
  const idle = command.memory('VmRSS');
  await initScript(command.url, script);
  return { command, growth: () => command.memory('VmHWM') - idle };
}

async function received(command: Command, stdout: number, stderr: number): Promise<void> {
  await waitFor('all logs arrive', () => command.stdout.bytes >= stdout && command.stderr.bytes >= stderr);
  expect(command.stdout.bytes).toBe(stdout);
  expect(command.stderr.bytes).toBe(stderr);
}

test('a 200 MB line of logs passes through', async () => {
  const { command, growth } = await measured(`${LONG_LINE}; echo '{"a":1}'`);

  expect((await run(command.url)).json).toEqual({ a: 1 });

  await received(command, LINE_BYTES + '\n'.length + 2 * FRAME.length, 2 * FRAME.length);
  expect(growth()).toBeLessThan(MEMORY_MB);
});

test('a 200 MB line in place of a result → 502, and it is in the logs', async () => {
  const { command, growth } = await measured(LONG_LINE);

  const answer = await run(command.url);

  expect(answer.status).toBe(502);
  expect(answer.json).toEqual({ error: 'The result of the action is longer than 67108864 bytes.' });
  await received(command, LINE_BYTES + '\n'.length + 2 * FRAME.length, 2 * FRAME.length);
  expect(growth()).toBeLessThan(MEMORY_MB);
});

test.each([
  { stream: 'stdout', script: LOG_LINES, stdout: LOG_BYTES, stderr: 0 },
  { stream: 'stderr', script: `(${LOG_LINES}) >&2`, stdout: 0, stderr: LOG_BYTES },
])('300 MB of log lines on $stream: memory stays under 150 MB above idle', async ({ script, stdout, stderr }) => {
  const { command, growth } = await measured(`${script}; echo; echo '{"a":1}'`);

  expect((await run(command.url)).json).toEqual({ a: 1 });

  // The last line is cut, so that it needs an end.
  const frames = 2 * FRAME.length;
  await received(command, stdout + 1 + frames, stderr + (stderr > 0 ? 1 : 0) + frames);
  expect(growth()).toBeLessThan(MEMORY_MB);
});

test('the largest archive of the platform, 36 MB: memory stays under 150 MB above idle', async () => {
  const { command, growth } = await measured('echo {}');
  const script = `#!/bin/sh\necho "{\\"bytes\\":$(wc -c <data)}"\n`;
  const zip = buildZip([
    { name: 'exec', data: script, mode: 0o755 },
    { name: 'data', data: randomBytes(36_000_000) },
  ]);

  expect((await init(command.url, { code: zip.toString('base64'), binary: true })).status).toBe(200);

  expect(growth()).toBeLessThan(MEMORY_MB);
  expect((await run(command.url)).json).toEqual({ bytes: 36_000_000 });
});
