import { spawnSync } from 'node:child_process';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { runProgram } from '../../../core/test/support/child-program.js';
import { describePython, PYTHON } from '../support/python.js';

/** Few enough to be opened one by one. */
const LIMITED = ['sh', '-c', 'ulimit -n 120; exec "$0" "$@"'];

/** Two places, for the activation that runs and the next one, are there from the start. */
const AT_ONCE = 4;

const CODE = [
  'import os, time',
  'def main(args):',
  '    while not os.path.exists(args.get("until", "/")):',
  '        time.sleep(0.02)',
  '    return {"ok": True}',
].join('\n');

/** Prints the outcomes of activations that run while all files are held but some, more of them each time. */
const RUNTIME = `
  import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
  import { join } from 'node:path';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { ActionProxy } from '@actionrunner/core';
  import { PythonRunner } from '@actionrunner/runners/python';
  const [directory, python, code, atOnce, before] = process.argv.slice(1);
  const runner = new PythonRunner({ directory: join(directory, 'action'), python, isolation: 'fork=strict' });
  let logged = '';
  const logs = { write: (_, bytes) => { logged += bytes; }, frame: () => undefined };
  const proxy = new ActionProxy(runner, { logs, concurrency: Number(atOnce) });
  const bytes = (value) => Buffer.from(JSON.stringify({ value }));
  const run = (value) => proxy.run(bytes(value)).then((body) => Object.keys(JSON.parse(body)).join(), (error) => error.message);
  const until = join(directory, 'until');
  await proxy.init(bytes({ code }));
  const meanwhile = new Set();
  for (const room of [0, 6, 12, 18]) {
    // Two places wait again.
    if (before === 'warm') await Promise.all([run({}), run({})]);
    await sleep(200);
    const held = [];
    try {
      for (;;) held.push(openSync('/dev/null'));
    } catch {}
    for (const file of held.splice(0, room)) closeSync(file);
    const runs = Array.from({ length: Number(atOnce) }, () => run({ until }));
    await sleep(100);
    for (const file of held) closeSync(file);
    writeFileSync(until, '');
    for (const outcome of await Promise.all(runs)) meanwhile.add(outcome);
    rmSync(until);
  }
  const afterwards = await run({});
  console.log(JSON.stringify({ meanwhile: [...meanwhile], afterwards, logged }));
  await proxy.stop();
`;

describePython('forks of a Python action where clients hold all files that may be opened', () => {
  test.each([
    ['run to their end, those that find no room after them', 'warm'],
    ['do so even if they are the first', 'cold'],
  ])('%s', async (_, before) => {
    const args = [temporaryDirectory(), PYTHON ?? '', CODE, String(AT_ONCE), before];
    expect(await runProgram(RUNTIME, { args, wrapper: LIMITED })).toEqual({
      meanwhile: ['ok'],
      afterwards: 'ok',
      logged: '',
    });
  });
});

const possible = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/dev/shm']).status === 0;

(possible ? describePython : describe.skip)('forks of a Python action while /dev/shm is full', () => {
  test('get their messages and give their answers all the same', async () => {
    const program = `
      import { rmSync, writeFileSync } from 'node:fs';
      import { ActionProxy } from '@actionrunner/core';
      import { PythonRunner } from '@actionrunner/runners/python';
      const [directory, python] = process.argv.slice(1);
      const logs = { write: (_, bytes) => process.stderr.write(bytes), frame: () => undefined };
      const proxy = new ActionProxy(new PythonRunner({ directory, python, isolation: 'fork=strict' }), { logs });
      const bytes = (value) => Buffer.from(JSON.stringify({ value }));
      const run = () => proxy.run(bytes({ text: 'x'.repeat(20_000) })).then(String, ({ message }) => message);
      await proxy.init(bytes({ code: 'def main(args):\\n    return {"length": len(args["text"])}\\n' }));
      const before = await run();
      try {
        writeFileSync('/dev/shm/full', Buffer.alloc(1_000_000));
      } catch {}
      const meanwhile = [await run(), await run(), await run()];
      await proxy.stop();
      console.log(JSON.stringify([before, ...meanwhile]));`;
    const wrapper = ['unshare', '-m', 'sh', '-ec', 'mount -t tmpfs -o size=64k none /dev/shm; exec "$@"', 'sh'];
    const results = await runProgram(program, { args: [temporaryDirectory(), PYTHON ?? ''], wrapper });
    expect(results).toEqual(Array(4).fill('{"length": 20000}'));
  });
});
