import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterTest, temporaryDirectory } from '../../../../test/support/clean-up.js';
import { isOfRuntime } from '../../../../test/support/processes.js';
import { waitFor } from '../../../core/test/support/wait-for.js';
import { request } from './connection.js';

const COMMAND = fileURLToPath(new URL('../../../cli/bin/actionrunner.js', import.meta.url));
const KEPT_BYTES = 1024 * 1024;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a process wrote to one stream: all counted, the first part kept. */
class Output {
  bytes = 0;
  text = '';

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
      if (this.text.length < KEPT_BYTES) {
        this.text += chunk.toString('latin1');
      }
    });
  }
}

/** `actionrunner serve` as a process of its own: the built command, as users run it. */
export class Command {
  /** The path of its socket. */
  readonly url: string;
  readonly pid: number;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Settles when it has ended and all its output has been read. */
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
    this.pid = child.pid as number;
    this.stdout = new Output(child.stdout as Readable);
    this.stderr = new Output(child.stderr as Readable);
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Starts it for the current test, on a socket in a directory of its own; resolves when it listens. */
  static async serve(runner = 'native', environment: Record<string, string> = {}): Promise<Command> {
    const directory = temporaryDirectory();
    const socket = join(directory, 'socket');
    const args = [COMMAND, 'serve', runner, '--socket', socket, '--directory', join(directory, 'action')];
    const env = { PATH: process.env['PATH'] ?? '', ...environment };
    const command = new Command(spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }), socket);
    afterTest(async () => {
      command.kill('SIGKILL');
      await command.exited;
    });
    await waitFor('the command answers', () => answers(socket));
    return command;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it has received a signal and drains. */
  async draining(): Promise<void> {
    const status = async () => (await request(this.url, '/health', { method: 'GET' })).status;
    await waitFor('the command drains', async () => (await status()) === 503);
  }

  /** Memory it has now (`VmRSS`) or had at most (`VmHWM`), in MB. */
  memory(field: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  }

  /** Number of its open file descriptors. */
  descriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** Its child processes, ended but unreaped ones included. */
  children(): number[] {
    return childrenOf(this.pid);
  }

  /** The processes of activations, which its shells have started, or itself where no shell was ready. */
  actions(): number[] {
    const children = this.children();
    return [...children, ...children.flatMap(childrenOf)].filter((pid) => !isOfRuntime(pid));
  }
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => parentOf(pid) === parent).map(Number);
}

/** The file of a socket is there before its server listens. */
async function answers(socket: string): Promise<boolean> {
  try {
    return (await request(socket, '/init', { body: [] })).status === 404;
  } catch {
    return false;
  }
}

function parentOf(pid: string): number {
  try {
    // The name, in parentheses, may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return Number(fields[1]);
  } catch {
    return 0;
  }
}
