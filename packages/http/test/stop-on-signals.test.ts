import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../core/test/support/wait-for.js';
import { temporaryDirectory } from './support/clean-up.js';
import { Command } from './support/command.js';
import { Connection, init, request } from './support/connection.js';

/** The command with an activation that runs until `finish` is called. */
async function busyCommand() {
  const directory = temporaryDirectory();
  const command = await Command.serve();
  const go = join(directory, 'go');
  const runs = join(directory, 'runs');
  await init(command.url, {
    code: `#!/bin/sh\n: > '${runs}'\nwhile [ ! -e '${go}' ]; do sleep 0.02; done\necho "$1"\n`,
  });
  const connection = await Connection.open(command.url);
  connection.send('/run', { body: { value: { a: 1 } } });
  await waitFor('the activation runs', () => existsSync(runs));
  return { command, connection, finish: () => writeFileSync(go, '') };
}

/** Waits until the signal has arrived. */
async function draining(command: Command): Promise<void> {
  await waitFor('the command drains', async () => (await request(command.url, '/init', { body: [] })).status === 503);
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

test('SIGTERM lets the running activation finish, then ends the process with status 0', async () => {
  const { command, connection, finish } = await busyCommand();

  command.kill('SIGTERM');
  await draining(command);
  finish();

  expect((await connection.answer()).json).toEqual({ a: 1 });
  expect(await command.exited).toEqual({ code: 0, signal: null });
});

test('a second signal ends the process and the running action at once', async () => {
  const { command, connection } = await busyCommand();
  const [action] = command.children();

  command.kill('SIGTERM');
  await draining(command);
  command.kill('SIGTERM');

  expect(await command.exited).toEqual({ code: 143, signal: null });
  await connection.closed;
  await waitFor('the action has ended', () => !existsSync(`/proc/${action}`));
});
