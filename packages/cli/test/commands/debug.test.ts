import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterFile } from '../../../../test/support/clean-up.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, FIXTURES, run, start } from '../support/command.js';
import { freePort } from '../support/served.js';
import { openTextSocket, type TextSocket } from '../support/web-socket.js';

let sandbox: CommandSandbox;
beforeAll(() => {
  sandbox = makeCommandSandbox(afterFile);
});

const NODE_ACTION = `const secret = JSON.parse(process.argv[2]).n + 1;
debugger;
console.log(JSON.stringify({ secret }));
`;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly callFrames?: readonly { readonly callFrameId: string }[] };
  readonly result?: { readonly result?: { readonly value?: unknown } };
}

/** A client of Node's inspector, as an editor is one. */
class Inspector {
  readonly #messages: Message[] = [];
  #socket: TextSocket | undefined;
  #id = 0;

  static async attach(port: number): Promise<Inspector> {
    let url = '';
    await eventually('the inspector', async () => {
      const response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
      const targets = (await response?.json()) as { webSocketDebuggerUrl: string }[] | undefined;
      url = targets?.[0]?.webSocketDebuggerUrl ?? '';
      return url !== '';
    });
    const inspector = new Inspector();
    inspector.#socket = await openTextSocket(url, (text) => inspector.#messages.push(JSON.parse(text) as Message));
    return inspector;
  }

  async send(method: string, params: object = {}): Promise<Message> {
    const id = ++this.#id;
    this.#socket?.send(JSON.stringify({ id, method, params }));
    return await this.#find((message) => message.id === id);
  }

  /** Waits until the program has paused once more. */
  async pause(): Promise<Message> {
    const message = await this.#find(({ method }) => method === 'Debugger.paused');
    this.#messages.splice(this.#messages.indexOf(message), 1);
    return message;
  }

  async #find(fits: (message: Message) => boolean): Promise<Message> {
    await eventually('a message of the inspector', () => this.#messages.some(fits));
    return this.#messages.find(fits) as Message;
  }

  close(): void {
    this.#socket?.close();
  }
}

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
  const { params } = await inspector.pause();
  const evaluated = await inspector.send('Debugger.evaluateOnCallFrame', {
    callFrameId: params?.callFrames?.[0]?.callFrameId,
    expression: 'secret + " " + process.argv[1]',
  });
  expect(evaluated.result?.result?.value).toMatch(/^2 .*a\.mjs$/);
  await inspector.send('Debugger.resume');
  await eventually('the end', () => output.stderr.includes('Waiting for the debugger to disconnect'));
  inspector.close();
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n    "secret": 2\n}\n' });
  expect(stderr).toMatch(`debugger: Node.js listens on 127.0.0.1:${port}; the code is in ${sandbox.temp}/`);
});

/** A client of debugpy (Debug Adapter Protocol), as an editor is one. */
async function debugPython(port: number): Promise<string[]> {
  const socket = await new Promise<ReturnType<typeof connect>>((done) => {
    const attempt = () => {
      const candidate = connect(port, '127.0.0.1');
      candidate.once('connect', () => done(candidate));
      candidate.once('error', () => setTimeout(attempt, 20));
    };
    attempt();
  });
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const events: string[] = [];
  let seq = 0;
  const send = (command: string, args: object) => {
    const body = JSON.stringify({ seq: ++seq, type: 'request', command, arguments: args });
    socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let received = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    for (;;) {
      const [head, length] = /^Content-Length: (\d+)\r\n\r\n/.exec(received.toString('latin1')) ?? [];
      if (head === undefined || received.length < head.length + Number(length)) {
        return;
      }
      const end = head.length + Number(length);
      const message = JSON.parse(received.toString('utf8', head.length, end)) as {
        readonly event?: string;
        readonly command?: string;
        readonly body?: { readonly threadId?: number; readonly reason?: string };
      };
      received = received.subarray(end);
      if (message.command === 'initialize') {
        send('attach', { justMyCode: false });
      } else if (message.event === 'initialized') {
        send('configurationDone', {});
      } else if (message.event === 'stopped') {
        events.push(`stopped: ${message.body?.reason}`);
        send('continue', { threadId: message.body?.threadId });
      } else if (message.command === 'continue') {
        send('disconnect', {});
      } else if (message.command === 'disconnect') {
        socket.end();
        finish();
      }
    }
  });
  send('initialize', { adapterID: 'test', pathFormat: 'path' });
  await finished;
  return events;
}

it('an editor attaches to a Python action, and stops in it', async () => {
  if (spawnSync('python3', ['-c', 'import debugpy']).status !== 0) {
    console.warn('skipped: debugpy is not installed (python3 -m pip install debugpy)');
    return;
  }
  const port = await freePort();
  sandbox.write('a.py', 'def main(args):\n    breakpoint()\n    return {"n": args["n"] + 1}\n');
  const { ended } = start(sandbox, ['invoke', 'a.py', `--inspect-brk=127.0.0.1:${port}`, '-p', 'n', '1']);
  expect(await debugPython(port)).toEqual([expect.stringMatching(/^stopped: /)]);
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 0, stdout: '{\n    "n": 2\n}\n' });
  expect(stderr).toContain(`debugger: debugpy listens on 127.0.0.1:${port}`);
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
