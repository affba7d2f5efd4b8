import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.mjs';

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 5_000;
const RETRY_MS = 1;
/** Variables that slow Node down or change what a server does. */
const FOREIGN = /^(NODE_.*|PORT|PROXY_ALLOW_REINIT|ACTIONRUNNER_.*|__OW_.*)$/;

const running = new Set();

/** A server process. It leads a process group, which ends with it. */
export class Server {
  #child;
  #port;
  #errors;

  /**
   * Starts a server without waiting for it.
   * @param command makes the command line from the port
   * @param stdout where its stdout goes
   */
  static async start(command, directory, stdout = 'ignore') {
    const server = new Server();
    server.#port = await freePort();
    server.#errors = path.join(directory, `stderr-${server.#port}`);
    const stderr = fs.openSync(server.#errors, 'w');
    const [file, ...args] = command(server.#port);
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
    server.#child = spawn(file, args, { cwd: directory, env, stdio: ['ignore', stdout, stderr], detached: true });
    fs.closeSync(stderr);
    running.add(server);
    server.#child.once('error', () => undefined);
    return server;
  }

  /** A connection, as soon as the server accepts one. */
  async connect() {
    const limit = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        return await Connection.open(this.#port);
      } catch (error) {
        if (error.code !== 'ECONNREFUSED' || Date.now() > limit || this.#child.exitCode !== null) {
          throw new Error(`the server did not start: ${error.message}\n${fs.readFileSync(this.#errors, 'utf8')}`);
        }
        await sleep(RETRY_MS);
      }
    }
  }

  /** Its memory in MB, now and at its peak; undefined where there is no /proc. */
  memory() {
    const file = `/proc/${this.#child.pid}/status`;
    if (!fs.existsSync(file)) return undefined;
    const status = fs.readFileSync(file, 'utf8');
    const megabytes = (name) => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  /** Ends it as a platform does, and at once when that takes long. */
  async stop() {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await Promise.race([exited, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
    }
    this.kill();
  }

  kill() {
    running.delete(this);
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // The group is empty.
    }
  }
}

/** Ends all servers at once. */
export function stopServers() {
  for (const server of running) server.kill();
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
