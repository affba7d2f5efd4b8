import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { runProgram } from '../support/child-program.js';
import { testWhere } from '../support/test-where.js';

/** Few enough to be opened one by one. */
const LIMITED = ['sh', '-c', 'ulimit -n 100; exec "$0" "$@"'];

/** How many pipes may wait for processes at the end. One start that fails cost as many files. */
const MOST_KEPT = 8;

/**
 * Lets clients hold all files that the runtime may open but some, more of them each time. Prints the outcomes of the activations meanwhile and
 * afterwards, and how many more files are open at the end.
 */
const RUNTIME = `
  import { closeSync, openSync, readdirSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { ActionProxy, ActionLoopRunner } from '@actionrunner/core';
  import { BashRunner } from '@actionrunner/runners/bash';
  const [directory, kind, code, most] = process.argv.slice(1);
  const runner = kind === 'bash' ? new BashRunner({ directory }) : new ActionLoopRunner({ directory, command: ['./exec'] });
  const logs = { write: () => undefined, frame: () => undefined };
  const proxy = new ActionProxy(runner, { logs });
  const bytes = (value) => Buffer.from(JSON.stringify({ value }));
  const run = (value) => proxy.run(bytes(value)).then(String, (error) => error.code);
  const countOpen = () => readdirSync('/proc/self/fd').length;
  await proxy.init(bytes({ code }));
  await run({});
  // Shells and pipes for later are there soon.
  for (let open = 0; open !== countOpen(); await sleep(200)) open = countOpen();
  const before = countOpen();
  const meanwhile = new Set();
  const afterwards = new Set();
  for (let room = 0; room < 12; room++) {
    const held = [];
    try {
      for (;;) held.push(openSync('/dev/null'));
    } catch {}
    for (const file of held.splice(0, room)) closeSync(file);
    // Later ones may find nothing that was prepared.
    for (const value of [{ end: true }, {}, {}]) meanwhile.add(await run(value));
    for (const file of held) closeSync(file);
    afterwards.add(await run({}));
  }
  // What was replaced is closed.
  for (let look = 0; countOpen() > before + Number(most) && look < 600; look++) await sleep(100);
  console.log(JSON.stringify({ meanwhile: [...meanwhile], afterwards: [...afterwards], more: countOpen() - before }));
  await proxy.stop();
`;

/** Prints whether what an activation leaves behind, in its group and out of it, is there when it has been answered while no file can be opened. */
const LEAVING = `
  import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  import { ActionLoopRunner, ActionProxy, NativeRunner } from '@actionrunner/core';
  const [directory, kind, code] = process.argv.slice(1);
  const logs = { write: () => undefined, frame: () => undefined };
  const proxy = new ActionProxy(kind === 'loop' ? new ActionLoopRunner({ directory }) : new NativeRunner({ directory }), { logs });
  const run = () => proxy.run(Buffer.from('{}')).catch(({ code }) => code);
  await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
  await run();
  // A shell for the next process is there soon.
  const countOpen = () => readdirSync('/proc/self/fd').length;
  for (let open = 0; open !== countOpen(); await sleep(200)) open = countOpen();
  const held = [];
  try {
    for (;;) held.push(openSync('/dev/null'));
  } catch {}
  const outcome = String(await run());
  for (const file of held) closeSync(file);
  const pids = readFileSync(directory + '/pids', 'utf8').split(' ').map(Number);
  const isThere = (pid) => {
    try {
      // A zombie has exited.
      return !/[)] Z /.test(readFileSync('/proc/' + pid + '/stat', 'latin1'));
    } catch {
      return false;
    }
  };
  for (let look = 0; look < 3_000 && pids.some(isThere); look++) await sleep(20);
  console.log(JSON.stringify({ outcome, isThere: pids.map(isThere) }));
  await proxy.stop();
`;

const onLinux = testWhere(process.platform === 'linux', 'Linux', 'a runtime that can open no more files');

describe('where clients hold all files that may be opened', () => {
  const outcomes = async (kind: string, code: string) => {
    const result = await runProgram(RUNTIME, {
      args: [temporaryDirectory(), kind, code, String(MOST_KEPT)],
      wrapper: LIMITED,
    });
    return result as { readonly meanwhile: string[]; readonly afterwards: string[]; readonly more: number };
  };

  onLinux('the output of a process is read all the same, however long it runs', async () => {
    const { meanwhile, afterwards } = await outcomes('bash', `sleep 0.05\necho '{"ok":true}'\n`);
    // A shell that waited may be gone, on a busy machine.
    expect(['ERR_RUNNER_START', '{"ok":true}']).toEqual(expect.arrayContaining(meanwhile));
    expect(afterwards).toEqual(['{"ok":true}']);
  });

  describe.each([
    ['native', `#!/bin/bash\nLEAVE\necho '{"ok":true}'\n`, '{"ok":true}'],
    [
      'loop',
      `#!/bin/bash\necho '{"ok":true}' >&3\nread -r line; echo '{"ok":true}' >&3\nread -r line; LEAVE\n`,
      'ERR_RUNNER_CRASHED',
    ],
  ])('%s', (kind, code, outcome) => {
    onLinux('what a process leaves behind is killed all the same', async () => {
      const leave = ['sleep 60 &', 'one=$!', 'setsid sleep 60 &', 'echo "$one $!" >pids'];
      const args = [temporaryDirectory(), kind, code.replace('LEAVE', leave.join('\n'))];
      expect(await runProgram(LEAVING, { args, wrapper: LIMITED })).toEqual({ outcome, isThere: [false, false] });
    });
  });

  onLinux('a process that cannot be started is named, and costs no files later', async () => {
    const loop = `#!/bin/bash\necho '{"ok":true}' >&3\nwhile read -r line; do\n[[ $line != *end* ]] || exit 3\necho '{"ok":true}' >&3\ndone\n`;
    const { meanwhile, afterwards, more } = await outcomes('loop', loop);
    expect(meanwhile).toContain('ERR_RUNNER_START');
    expect(['ERR_RUNNER_CRASHED', 'ERR_RUNNER_START', '{"ok":true}']).toEqual(expect.arrayContaining(meanwhile));
    expect(afterwards).toEqual(['{"ok":true}']);
    // The pipes that wait for the next processes.
    expect(more).toBeLessThanOrEqual(MOST_KEPT);
  });
});
