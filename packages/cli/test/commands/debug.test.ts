import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterFile } from '../../../../test/support/clean-up.js';
import { freePort } from '../../../../test/support/free-port.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, FIXTURES, run, start } from '../support/command.js';
import { DebugAdapter } from '../support/debug-adapter.js';
import { Inspector } from '../support/inspector.js';

let sandbox: CommandSandbox;
beforeAll(() => {
  sandbox = makeCommandSandbox(afterFile);
});

const NODE_ACTION = `const secret = JSON.parse(process.argv[2]).n + 1;
debugger;
console.log(JSON.stringify({ secret }));
`;

it('an editor attaches to a Node.js action, stops in it and reads a variable', async () => {
  const port = await freePort();
  sandbox.write('a.mjs', NODE_ACTION);
  const args = ['invoke', `--inspect-brk=${port}`, 'a.mjs', '--runner', 'interpreter:node', '-t', '1', '-p', 'n', '1'];
  const { ended, output } = start(sandbox, args);
  const inspector = await Inspector.attach(port);
  await inspector.send('Debugger.enable');
  await inspector.send('Runtime.runIfWaitingForDebugger');
  await inspector.pause();
  await inspector.send('Debugger.resume');
  const paused = await inspector.pause();
  expect(await inspector.evaluate(paused, 'secret + " " + process.argv[1]')).toMatch(/^2 .*a\.mjs$/);
  await inspector.send('Debugger.resume');
  await eventually('the end', () => output.stderr.includes('Waiting for the debugger to disconnect'));
  inspector.close();
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n    "secret": 2\n}\n' });
  expect(stderr).toMatch(
    `debugger: Node.js listens on 127.0.0.1:${port}; the code is in ${sandbox.folder}/.actionrunner/debug/action`,
  );
});

it('an editor attaches to a Python action, and stops in it', async () => {
  if (spawnSync('python3', ['-c', 'import debugpy']).status !== 0) {
    console.warn('skipped: debugpy is not installed (python3 -m pip install debugpy)');
    return;
  }
  const port = await freePort();
  sandbox.write('a.py', 'def main(args):\n    breakpoint()\n    return {"n": args["n"] + 1}\n');
  const { ended } = start(sandbox, ['invoke', 'a.py', `--inspect-brk=127.0.0.1:${port}`, '-p', 'n', '1']);
  const editor = await DebugAdapter.attach(port, { justMyCode: false });
  await editor.request('configurationDone');
  const { body } = await editor.event('stopped');
  // The program ends, and the session with it, which may be before an answer.
  await editor.request('continue', { threadId: body?.threadId }).catch(() => undefined);
  await editor.request('disconnect').catch(() => undefined);
  editor.close();
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n    "n": 2\n}\n' });
  expect(stderr).toContain(`debugger: debugpy listens on 127.0.0.1:${port}`);
});

it.each([
  ['Node.js', 'attach.mjs', 'console.log("{}");\n', ['--runner', 'interpreter:node']],
  ['debugpy', 'attach.py', 'def main(args):\n    return {}\n', []],
])('%s listens when that is said', async (name, file, code, more) => {
  if (name === 'debugpy' && spawnSync('python3', ['-c', 'import debugpy']).status !== 0) {
    console.warn('skipped: debugpy is not installed (python3 -m pip install debugpy)');
    return;
  }
  const port = await freePort();
  sandbox.write(file, code);
  const { child, output, ended } = start(sandbox, ['invoke', `--inspect-brk=${port}`, file, ...more]);
  const reached = new Promise<string>((resolve) => {
    const attach = () => {
      if (output.stderr.includes(`debugger: ${name} listens on`)) {
        child.stderr?.off('data', attach);
        const editor = connect(port, '127.0.0.1');
        editor.once('connect', () => resolve('reached'));
        editor.once('error', ({ message }) => resolve(message));
      }
    };
    child.stderr?.on('data', attach);
  });
  expect(await reached).toBe('reached');
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});

it('dev debugs each activation, also of a custom runner', async () => {
  const port = await freePort();
  sandbox.write('a.js', 'console.log("{}");\n');
  const runner = join(FIXTURES, 'node-runner.js');
  const { child, output, ended } = start(sandbox, ['dev', `--inspect=${port}`, 'a.js', '--runner', runner]);
  const listening = `Debugger listening on ws://127.0.0.1:${port}/`;
  await eventually('the first', () => output.stderr.includes(listening) && output.stderr.includes('\nok: '));
  sandbox.write('a.js', 'console.log("{ }");\n');
  await eventually('the second', () => output.stderr.split(listening).length > 2);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});

it.each([
  ['native', `#!/usr/bin/env -S node --no-warnings\nconsole.log('{"n":1}');\n`],
  [
    'loop',
    `#!/usr/bin/env node
const { writeSync } = require('node:fs');
if (process.env.__OW_WAIT_FOR_ACK) writeSync(3, '{"ok":true}\\n');
require('node:readline').createInterface({ input: process.stdin }).on('line', () => writeSync(3, '{"n":1}\\n'));
`,
  ],
])('the first line of a script names the program that is debugged: %s', async (runner, source) => {
  const port = await freePort();
  sandbox.write('script', source, 0o755);
  const { code, stdout, stderr } = await run(sandbox, ['invoke', 'script', '--runner', runner, `--inspect=${port}`]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n    "n": 1\n}\n' });
  expect(stderr).toContain(`debugger: Node.js listens on 127.0.0.1:${port}`);
  expect(stderr).toContain(`Debugger listening on ws://127.0.0.1:${port}/`);
});

it('says what has no debugger, and what is missing', async () => {
  sandbox.write('b.sh', 'echo {}\n');
  sandbox.write('b.py', 'def main(args):\n    return {}\n');
  // A python3 without any package.
  sandbox.write('bin/python3', '#!/bin/sh\nexec /usr/bin/env -i "$(command -p -v python3)" -I -S "$@"\n', 0o755);
  const env = { PATH: `${join(sandbox.folder, 'bin')}:${process.env['PATH']}` };
  sandbox.write('script', '#!/bin/sh\necho {}\n', 0o755);
  sandbox.write('python-script', '#!/usr/bin/env python3\nprint("{}")\n', 0o755);
  const [other, missing, neither, unready] = await Promise.all([
    run(sandbox, ['invoke', '--debug', 'b.sh']),
    run(sandbox, ['invoke', '--inspect', 'b.py'], { env }),
    run(sandbox, ['invoke', '--inspect', '--runner', 'native', 'script']),
    run(sandbox, ['invoke', '--inspect', '--runner', 'native', 'python-script'], { env }),
  ]);
  expect([neither.code, neither.stderr]).toEqual([0, expect.stringContaining('exec is neither Node.js nor Python')]);
  expect([unready.code, unready.stderr]).toEqual([2, expect.stringContaining('python3 -m pip install debugpy')]);
  expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('not for the runner bash')]);
  expect([missing.code, missing.stderr]).toEqual([3, expect.stringContaining('python3 -m pip install debugpy')]);
});

it('says which port is taken, before the program starts; dev debugs the next version, once it is free', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const taken = `Node.js cannot listen on 127.0.0.1:${port}: it is in use; choose another, as in --inspect=${port + 1}.`;
  sandbox.write('taken.mjs', 'console.log(`{"n":1}`);\n');
  const args = [`--inspect=${port}`, 'taken.mjs', '--runner', 'interpreter:node'];
  const invoked = await run(sandbox, ['invoke', ...args]);
  expect(invoked).toMatchObject({ code: 2, stdout: '' });
  expect(invoked.stderr).toContain(taken);
  expect(invoked.stderr).not.toContain('listens on');

  const { child, output, ended } = start(sandbox, ['dev', ...args]);
  await eventually('the reason', () => output.stderr.includes(taken));
  other.close();
  await once(other, 'close');
  sandbox.write('taken.mjs', 'console.log(`{"n":2}`);\n');
  await eventually('the next version', () => output.stderr.includes(`Node.js listens on 127.0.0.1:${port}`));
  await eventually('its result', () => output.stdout.includes('"n": 2'));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
});
