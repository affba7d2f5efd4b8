import { fileURLToPath } from 'node:url';
import { loopProgram } from '../../../core/test/support/loop-program.js';
import { initScript } from '../support/actions.js';
import { Command } from '../support/command.js';
import { Connection, init, run } from '../support/connection.js';
import { Family, LEAVE_CHILDREN } from '../support/descendants.js';

const THROWING_RUNNER = fileURLToPath(new URL('../fixtures/throwing-runner.js', import.meta.url));
const DEAF = ['trap "" TERM', ...LEAVE_CHILDREN, 'exec sleep 1000'];
/** The runtime, the action and the three children that it leaves. */
const MEMBERS = 5;

/** A child process of the loop that leaves children at each activation. */
const DEAF_LOOP = loopProgram(
  "process.on('SIGTERM', () => undefined);",
  `require('node:child_process').spawnSync('sh', ['-c', ${JSON.stringify(LEAVE_CHILDREN.join('\n'))}], { stdio: 'ignore' });`,
  'if (message.value.waits) for (;;) pause(1000);',
  'answer(message.value);',
);

const onLinux = process.platform === 'linux' ? test : test.skip;
if (process.platform !== 'linux') {
  console.warn('SKIPPED: which processes survive a runtime is looked up in /proc, which only Linux has.');
}

/** The command with an activation that never ends and ignores SIGTERM, and children of it. */
async function deafCommand(runner: string, environment: Record<string, string> = {}) {
  const family = new Family();
  const command = await Command.serve(runner, { ...family.variable, ...environment });
  if (runner === 'loop') {
    expect((await init(command.url, { code: DEAF_LOOP })).status).toBe(200);
  } else {
    await initScript(command.url, ...DEAF);
  }
  const connection = await Connection.open(command.url);
  connection.send('/run', { body: { value: { waits: 1 } } });
  await family.grown(MEMBERS);
  return { command, connection, family };
}

describe.each(['native', 'loop'])('%s', (runner) => {
  onLinux('SIGTERM ends an activation that ignores it at its limit, and all that it started', async () => {
    const { command, connection, family } = await deafCommand(runner, { ACTIONRUNNER_TIMEOUT: '4000' });

    command.kill('SIGTERM');

    const answer = await connection.answer();
    expect(answer.headers['x-actionrunner-error']).toBe('ERR_RUNNER_DEADLINE');
    expect(answer.json).toEqual({ error: 'The action exceeded its time limits of 4000 milliseconds.' });
    expect(await command.exited).toEqual({ code: 0, signal: null });
    await family.gone();
  });

  onLinux.each(['SIGTERM', 'SIGINT'] as const)('a second %s ends all at once', async (signal) => {
    const { command, connection, family } = await deafCommand(runner);

    command.kill(signal);
    await command.draining();
    command.kill(signal);

    expect(await command.exited).toEqual({ code: signal === 'SIGTERM' ? 143 : 130, signal: null });
    await connection.closed;
    await family.gone();
  });
});

onLinux('SIGTERM ends a loop process that waits for its next message, and what it left', async () => {
  const family = new Family();
  const command = await Command.serve('loop', family.variable);
  await init(command.url, { code: DEAF_LOOP });
  expect((await run(command.url, { a: 1 })).json).toEqual({ a: 1 });
  await family.grown(MEMBERS);

  command.kill('SIGTERM');

  expect(await command.exited).toEqual({ code: 0, signal: null });
  await family.gone();
});

onLinux('an error that nobody catches in the runtime ends all, and is told', async () => {
  const { command, connection, family } = await deafCommand(THROWING_RUNNER);

  command.kill('SIGUSR2');

  expect(await command.exited).toEqual({ code: 2, signal: null });
  await connection.closed;
  expect(command.stderr.text).toMatch(/^actionrunner: the runtime failed: Error: a defect of the runtime\n/);
  await family.gone();
});

onLinux('SIGTERM ends an init that ignores it at its limit, and all that it started', async () => {
  const family = new Family();
  const command = await Command.serve('loop', { ...family.variable, ACTIONRUNNER_TIMEOUT: '4000' });
  const connection = await Connection.open(command.url);
  connection.send('/init', {
    body: {
      value: { code: ['#!/bin/sh', '# It never writes what __OW_WAIT_FOR_ACK asks for.', ...DEAF, ''].join('\n') },
    },
  });
  await family.grown(MEMBERS);

  command.kill('SIGTERM');

  expect((await connection.answer()).json).toEqual({
    error: expect.stringContaining('milliseconds during initialization.'),
  });
  expect(await command.exited).toEqual({ code: 0, signal: null });
  await family.gone();
});
