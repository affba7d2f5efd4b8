import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatLaunchScript } from '@actionrunner/core/internal';
import type { WarmUpFailure, WarmUpReport } from './warm-up.js';

const WARM_UP = fileURLToPath(new URL('warm-up.js', import.meta.url));

/** What would make the server listen elsewhere, or differ from that of an image. */
const SETTINGS = /^(ACTIONRUNNER_|__OW_|(FLASK_)?PROXY_|PORT$)/;

const IS_LINUX = process.platform === 'linux';

/** A start and one action that may have to compile. */
const LIMIT_MS = 60_000;

/**
 * Makes the code cache of a bundled server, `NAME.bundle.cache`, by one init and two activations.
 * @param program `NAME.js`
 * @param code the text of an action
 * @throws Error with what the server has printed, if it does not answer within a minute; if the cache cannot be written
 */
export async function createCache(program: string, code: string): Promise<WarmUpReport> {
  const folder = mkdtempSync(join(tmpdir(), 'actionrunner-bundle-'));
  const directory = join(folder, 'action');
  mkdirSync(directory);
  const own = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const env = {
    ...Object.fromEntries(own),
    ACTIONRUNNER_DIRECTORY: directory,
    ACTIONRUNNER_SOCKET: join(folder, 'socket'),
  };
  const cache = `${program.slice(0, -'.js'.length)}.bundle.cache`;
  // Launched as in an image. Without flags of this process: V8 would reject the cache without them.
  const command = [process.execPath, WARM_UP, program, cache, code];
  const [file = '', ...args] = IS_LINUX
    ? ['/bin/sh', '-c', formatLaunchScript('exec "$@"'), 'sh', ...command]
    : command;
  const server = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      output += bytes;
    });
  }
  const timer = setTimeout(() => server.kill('SIGKILL'), LIMIT_MS);
  try {
    const exited = once(server, 'exit');
    let report: WarmUpReport | WarmUpFailure | undefined;
    server.once('message', (message) => {
      report = message as WarmUpReport | WarmUpFailure;
      server.kill('SIGTERM');
    });
    await exited;
    if (report === undefined) {
      throw new Error(`The server did not answer an init and an activation at ACTIONRUNNER_SOCKET.\n${output}`);
    }
    if ('failure' in report) {
      throw new Error(`The code cache ${cache} cannot be written: ${report.failure}.`);
    }
    return report;
  } finally {
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}
