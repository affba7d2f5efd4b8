import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendants } from '../../test/support/processes.js';
import { Connection } from './connection.mjs';

const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 5_000;
const RETRY_MS = 1;
/** Linux counts in these towards programs, whatever the kernel's own clock is. */
const TICK_MS = 10;
/** Variables that slow Node down or change what a server does. */
const FOREIGN = /^(NODE_.*|PORT|PROXY_ALLOW_REINIT|ACTIONRUNNER_.*|__OW_.*)$/;

const running = new Set();

/** A server process. It leads a process group, which ends with it. */
export class Server {
  #child;
  #port;
  #errors;

  /**
   * Starts a server without waiting for it. When this settles its process has begun with its program, which is when a cold start begins:
   * `spawn` returns after `exec`.
   * @param server one of servers.mjs
   * @param stdout where its stdout goes
   */
  static async start({ launch }, context, stdout = 'ignore') {
    const server = new Server();
    server.#port = await freePort();
    server.#errors = path.join(context.directory, `stderr-${server.#port}`);
    const stderr = fs.openSync(server.#errors, 'w');
    const { argv, env } = launch(context, server.#port);
    const [file, ...args] = argv;
    const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
    const stdio = ['ignore', stdout, stderr];
    server.#child = spawn(file, args, { cwd: context.directory, env: { ...own, ...env }, stdio, detached: true });
    fs.closeSync(stderr);
    running.add(server);
    server.#child.once('error', () => undefined);
    return server;
  }

  get port() {
    return this.#port;
  }

  get pid() {
    return this.#child.pid;
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

  /** Its memory in MB, now and at its peak. */
  memory() {
    const status = fs.readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const megabytes = (name) => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  /** The processor time that it has used so far, in ms: its process alone, and with all that it started. */
  cpu() {
    const { pid } = this.#child;
    const all = [pid, ...descendants(pid)].map((process) => cpuTicks(process));
    const sum = (ticks) => ticks.reduce((total, tick) => total + tick, 0) * TICK_MS;
    return { own: sum([all[0].own]), all: sum(all.map(({ own, ended }) => own + ended)) };
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

/** Clock ticks of a process, and of its children that have exited. */
function cpuTicks(pid) {
  try {
    // The name, in parentheses, may hold anything.
    const [, rest] = /^\d+ \(.*\) (.*)$/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
    const [utime, stime, cutime, cstime] = rest.split(' ').slice(11, 15).map(Number);
    return { own: utime + stime, ended: cutime + cstime };
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return { own: 0, ended: 0 };
    throw error;
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
