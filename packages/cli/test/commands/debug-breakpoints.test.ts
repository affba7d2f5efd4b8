import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../../../test/support/free-port.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { isAlive, waitFor } from '../../../core/test/support/wait-for.js';
import { type CommandOptions, eventually, run, type Started, start } from '../support/command.js';
import { DebugAdapter } from '../support/debug-adapter.js';
import { Inspector } from '../support/inspector.js';

let sandbox: CommandSandbox;
beforeEach(() => {
  sandbox = makeCommandSandbox();
});

interface Mapping {
  readonly localRoot: string;
  readonly remoteRoot: string;
}

/** A configuration of the guide, as VS Code sees it in the sandbox. */
function readConfiguration(type: 'node' | 'debugpy'): Mapping {
  const guide = readFileSync(new URL('../../../../docs/guides/debug-an-action.md', import.meta.url), 'utf8');
  const [, json = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
  const text = json.replace(/\$\{workspaceFolder\}/g, sandbox.folder);
  const { configurations } = JSON.parse(text) as { configurations: (Mapping & { type: string })[] };
  return configurations.find((each) => each.type === type) as Mapping;
}

async function stop({ child, ended }: Started): Promise<void> {
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130 });
}

const debug = (folder = 'debug'): string => join(sandbox.folder, '.actionrunner', folder);

const SCRIPT = (factor: number): string => `const { n } = JSON.parse(process.argv[2]);
const answer = n * ${factor};
console.log(JSON.stringify({ answer }));
`;

it('a breakpoint in the file of the user stops Node.js after each save', async () => {
  const port = await freePort();
  const file = sandbox.write('hello.mjs', SCRIPT(10));
  const { localRoot, remoteRoot } = readConfiguration('node');
  const url = pathToFileURL(file.replace(localRoot, remoteRoot)).href;
  const args = ['hello.mjs', '--runner', 'interpreter:node', `--inspect-brk=${port}`, '-p', 'n', '1'];
  const started = start(sandbox, ['dev', ...args]);
  for (const factor of [10, 20, 30]) {
    if (factor > 10) {
      sandbox.write('hello.mjs', SCRIPT(factor));
    }
    const editor = await Inspector.attach(port);
    await editor.send('Debugger.enable');
    const { result } = await editor.send('Debugger.setBreakpointByUrl', { url, lineNumber: 2 });
    await editor.send('Runtime.runIfWaitingForDebugger');
    await editor.pause();
    await editor.send('Debugger.resume');
    const paused = await editor.pause();
    expect(paused.params?.hitBreakpoints).toEqual([result?.breakpointId]);
    expect(await editor.evaluate(paused, 'answer')).toBe(factor);
    await editor.send('Debugger.resume');
    await eventually(
      'the end',
      () => started.output.stderr.split('Waiting for the debugger to disc').length > factor / 10,
    );
    editor.close();
    await eventually('the result', () => started.output.stdout.includes(`"answer": ${factor}\n`));
  }
  await stop(started);
  expect(readdirSync(debug()).sort()).toEqual(['.gitignore', 'package.json']);
});

const FUNCTION = (factor: number): string => `def main(args):
    answer = args["n"] * ${factor}
    return {"answer": answer}
`;

const hasDebugpy = spawnSync('python3', ['-c', 'import debugpy']).status === 0;
if (!hasDebugpy) {
  console.warn('skipped: debugpy is not installed (python3 -m pip install debugpy)');
}

(hasDebugpy ? it : it.skip)('a breakpoint in the file of the user stops Python after each save', async () => {
  const port = await freePort();
  const file = sandbox.write('hello.py', FUNCTION(10));
  // All of it, as the editor sends it, but the port.
  const configuration = { ...readConfiguration('debugpy'), connect: { host: '127.0.0.1', port } };
  const started = start(sandbox, ['dev', 'hello.py', `--inspect-brk=${port}`, '-p', 'n', '1']);
  for (const factor of [10, 20, 30]) {
    const editor = await DebugAdapter.attach(port, configuration);
    const set = await editor.request('setBreakpoints', { source: { path: file }, breakpoints: [{ line: 3 }] });
    expect(set.body?.breakpoints).toMatchObject([{ verified: true, line: 3 }]);
    await editor.request('configurationDone');
    const { body } = await editor.event('stopped');
    expect(body?.reason).toBe('breakpoint');
    const trace = await editor.request('stackTrace', { threadId: body?.threadId });
    const [frame] = trace.body?.stackFrames ?? [];
    expect(frame).toMatchObject({ line: 3, source: { path: file } });
    const value = await editor.request('evaluate', { expression: 'answer', frameId: frame?.id });
    expect(value.body?.result).toBe(String(factor));
    await editor.request('continue', { threadId: body?.threadId });
    await eventually('the result', () => started.output.stdout.includes(`"answer": ${factor}\n`));
    sandbox.write('hello.py', FUNCTION(factor + 10));
    await editor.ended;
  }
  await stop(started);
  expect(readdirSync(debug()).sort()).toEqual(['.gitignore', 'package.json']);
});

/** Starts `dev` on a script that waits. */
async function debugWaiting(name: string, options?: CommandOptions): Promise<Started> {
  sandbox.write(name, 'console.error("runs", process.pid, "in", import.meta.dirname);\nsetInterval(() => {}, 1000);\n');
  const port = await freePort();
  const started = start(sandbox, ['dev', name, '--runner', 'interpreter:node', `--inspect=${port}`], options);
  await eventually('the action', () => /^runs \d+ in /m.test(started.output.stderr));
  return started;
}

const linux = process.platform === 'linux' ? it : it.skip;

linux('two commands never share the folder, and a killed one leaves it to the next', async () => {
  const first = await debugWaiting('a.mjs');
  const second = await debugWaiting('b.mjs');
  const pid = first.child.pid;
  expect(first.output.stderr).toContain(` in ${debug()}/action\n`);
  expect(second.output.stderr).toContain(
    `${debug()} is used by another command (PID ${pid}); give this one a port of its own,`,
  );
  expect(second.output.stderr).toContain(` in ${debug('debug-2')}/action\n`);
  first.child.kill('SIGKILL');
  await first.ended;
  const [, action] = /^runs (\d+)/m.exec(first.output.stderr) ?? [];
  expect([isAlive(Number(action)), existsSync(join(debug(), 'action', 'a.mjs'))]).toEqual([true, true]);
  const third = await debugWaiting('c.mjs');
  expect(third.output.stderr).toContain(
    `removed the action in ${debug()}, and 1 process of it: the command that debugged it was killed\n`,
  );
  expect(third.output.stderr).toContain(` in ${debug()}/action\n`);
  await waitFor('the end of its process', () => !isAlive(Number(action)));
  expect(readdirSync(join(debug(), 'action'))).toEqual(['c.mjs']);
  await stop(second);
  await stop(third);
  expect(readdirSync(debug('debug-2')).sort()).toEqual(['.gitignore', 'package.json']);
});

linux('takes over what was left before a restart of the machine, not what a container has', async () => {
  const first = await debugWaiting('a.mjs');
  const owner = readFileSync(join(debug(), 'owner'), 'utf8');
  await stop(first);
  writeFileSync(join(debug(), 'owner'), owner.replace(/\S+$/, 'another-boot'));
  const second = await debugWaiting('b.mjs');
  expect(second.output.stderr).toContain(` in ${debug()}/action\n`);
  await stop(second);
  writeFileSync(join(debug(), 'owner'), owner.replace(/pid:\[\d+\]/, 'pid:[1]'));
  const third = await debugWaiting('c.mjs');
  expect(third.output.stderr).toContain(` in ${debug('debug-2')}/action\n`);
  await stop(third);
});

it('the kind of a module is that of the action, not of the project around it', async () => {
  sandbox.write('package.json', '{"type": "module"}\n');
  sandbox.write('a.js', 'console.log(JSON.stringify({ kind: typeof require }));\n');
  const port = await freePort();
  const args = ['invoke', 'a.js', '--runner', 'interpreter:node', `--inspect=${port}`];
  expect(await run(sandbox, args)).toMatchObject({ code: 0, stdout: '{\n    "kind": "function"\n}\n' });
});

it('a link in place of the folder is not followed', async () => {
  mkdirSync(join(sandbox.folder, '.actionrunner'));
  mkdirSync(join(sandbox.folder, 'mine', 'action'), { recursive: true });
  symlinkSync(join(sandbox.folder, 'mine'), debug());
  sandbox.write('a.js', 'console.log("{}");\n');
  const { code, stderr } = await run(sandbox, ['invoke', 'a.js', '--runner', 'interpreter:node', '--inspect']);
  expect([code, stderr]).toEqual([3, expect.stringContaining(`${debug()} is a link, or of another user`)]);
  expect(readdirSync(join(sandbox.folder, 'mine'))).toEqual(['action']);
});
