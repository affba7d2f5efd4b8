import { Command } from '../support/command.js';
import { init, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';

test('actionrunner serve native writes the logs of the action and the frames, and no byte more', async () => {
  const command = await Command.serve('native');

  expect((await run(command.url)).json).toEqual({ error: 'This is a stub action. Replace it with custom logic.' });
  await init(command.url, { code: '#!/bin/sh\necho "to stdout"\necho "to stderr" >&2\necho "$1"\n' });
  expect((await run(command.url, { a: 1 })).json).toEqual({ a: 1 });
  command.kill('SIGTERM');
  expect(await command.exited).toEqual({ code: 0, signal: null });

  const [stub, logs, rest] = command.stdout.text.split(FRAME);
  expect(stub).toMatch(/^This is a stub action/);
  expect(logs).toBe('to stdout\n');
  expect(rest).toBe('');
  expect(command.stderr.text).toBe(`${FRAME}to stderr\n${FRAME}`);
});

test('actionrunner serve native is silent when the action is', async () => {
  const command = await Command.serve('native');

  await init(command.url, { code: '#!/bin/sh\necho "$1"\n' });
  for (let activation = 0; activation < 3; activation++) {
    expect((await run(command.url, { activation })).json).toEqual({ activation });
  }
  command.kill('SIGTERM');
  await command.exited;

  expect(command.stdout.text).toBe(FRAME.repeat(3));
  expect(command.stderr.text).toBe(FRAME.repeat(3));
});
