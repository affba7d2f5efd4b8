import { existsSync } from 'node:fs';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { Command } from '../support/command.js';
import { holdActivation } from '../support/held-activation.js';

/** The command with an activation that runs until it is let go. */
async function busyCommand() {
  const command = await Command.serve();
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

test('SIGTERM lets the running activation finish, then ends the process with status 0', async () => {
  const { command, letGo, answer } = await busyCommand();

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
