import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { installCommand } from '../../../benchmarks/lib/bundle.js';
import { BIN } from './support/command.js';

/** The command as npm installs it: with a bundle for `serve`. */
let folder: string;
let command: string;
const servers: ChildProcess[] = [];

const HELLO = `#!/bin/sh\necho '{"hello":"world"}'\n`;
const PYTHON = `def main(args):\n    return {"hello": "world"}\n`;
const CUSTOM = `import { ActionRunner } from '@actionrunner/core';

export default class CustomRunner extends ActionRunner {
  async run() {
    return { hello: 'world', isActionRunner: this instanceof ActionRunner };
  }
}
`;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'installed-'));
  command = installCommand(folder);
  fs.writeFileSync(path.join(folder, 'custom.mjs'), CUSTOM);
}, 60_000);

afterEach(() => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Serves a runner, and returns the answers to an init and a run. */
async function serve(args: readonly string[], code: string): Promise<string[]> {
  const directory = fs.mkdtempSync(path.join(folder, 'action-'));
  const socketPath = `${directory}.socket`;
  const where = ['--socket', socketPath, '--directory', directory];
  const server = spawn(process.execPath, [command, 'serve', ...args, ...where], { cwd: folder, stdio: 'ignore' });
  servers.push(server);
  const answers = [];
  for (const [route, value] of Object.entries({ '/init': { code }, '/run': {} })) {
    const response = await post(socketPath, route, JSON.stringify({ value }));
    answers.push(await text(response));
  }
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  return answers;
}

async function post(socketPath: string, route: string, body: string): Promise<http.IncomingMessage> {
  for (;;) {
    try {
      const sent = http.request({ socketPath, path: route, method: 'POST' }).end(body);
      const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
      return response;
    } catch (error) {
      if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await sleep(10);
    }
  }
}

test.each([
  ['native', HELLO, '{"hello":"world"}'],
  ['bash', HELLO, '{"hello":"world"}'],
  ['python', PYTHON, '{"hello": "world"}'],
  ['./custom.mjs', HELLO, '{"hello":"world","isActionRunner":true}'],
])('serves %s', async (runner, code, result) => {
  expect(await serve([runner], code)).toEqual(['{"ok":true}', result]);
});

test.each([
  ['an unknown runner', ['serve', 'nativ']],
  ['a module that is not there', ['serve', './absent.js']],
  ['a wrong port', ['serve', 'native', '--port', 'x']],
  ['an unknown option', ['serve', 'native', '--prot', '1']],
  ['no runner', ['serve']],
  ['help', ['serve', 'native', '--help']],
  ['help of all', ['--help']],
  ['the version', ['--version']],
])('says the same as in a clone: %s', (_, args) => {
  const [installed, clone] = [command, BIN].map((bin) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  });
  expect(installed).toEqual(clone);
});
