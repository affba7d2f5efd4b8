import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { Command } from '../support/command.js';
import { holdActivation } from '../support/held-activation.js';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Only for a server that does not end. */
const LIMIT_MS = 10_000;

/** The command with an activation that runs until it is let go. */
async function busyCommand(runner = 'native') {
  const command = await Command.serve(runner);
  return { command, ...(await holdActivation(command.url)) };
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const)(
  '%s ends an idle server with status 0 and without a word',
  async (signal) => {
    const command = await Command.serve();

    command.kill(signal);

    expect(await command.exited).toEqual({ code: 0, signal: null });
    expect(command.stdout.text + command.stderr.text).toBe('');
  },
);

test.each([
  ['SIGTERM lets the running activation finish, then ends the process with status 0', 'native'],
  ['so it does where another server of the process has nothing to wait for', fixture('two-servers.js')],
  ['so it does where another server of the process is starting', fixture('starting-server.js')],
])('%s', async (_, runner) => {
  const { command, letGo, answer } = await busyCommand(runner);

  command.kill('SIGTERM');
  await command.draining();
  letGo();

  expect((await answer()).json).toEqual({ held: true });
  expect(await command.exited).toEqual({ code: 0, signal: null });
});

test('a second signal ends the process and the running action at once', async () => {
  const { command, connection } = await busyCommand();
  const [action] = command.actions();
  expect(action).toBeGreaterThan(0);

  command.kill('SIGTERM');
  await command.draining();
  command.kill('SIGTERM');

  expect(await command.exited).toEqual({ code: 143, signal: null });
  await connection.closed;
  await waitFor('the action has ended', () => !existsSync(`/proc/${action}`));
});

/** Gets a signal when the server is about to listen; the event loop hears of it when it listens. */
const SIGNALLED_AT_THE_START = `
import { NativeRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http';

const [directory] = process.argv.slice(1);
serve(new NativeRunner({ directory }), { socket: directory + '/socket' });
while (process.listenerCount('SIGTERM') === 0) await undefined;
process.kill(process.pid, 'SIGTERM');
`;

test('a signal that arrives when the server begins to listen ends it', () => {
  const args = ['--input-type=module', '-e', SIGNALLED_AT_THE_START, '--', temporaryDirectory()];

  const limit = { timeout: LIMIT_MS, killSignal: 'SIGKILL' as const };
  const { status, signal, stderr } = spawnSync(process.execPath, args, { ...limit, encoding: 'utf8' });

  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
});
