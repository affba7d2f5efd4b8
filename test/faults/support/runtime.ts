// Long because it is the one vocabulary in which all faults are written.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN } from '../../../packages/cli/test/support/command.js';
import { socketOf } from '../../../packages/cli/test/support/served.js';
import { type CommandSandbox, makeCommandSandbox } from '../../../packages/core/test/support/command-sandbox.js';
import { isAlive, waitFor } from '../../../packages/core/test/support/wait-for.js';
import type { Exit } from '../../../packages/http/test/support/command.js';
import * as http from '../../../packages/http/test/support/connection.js';
import { isOfRuntime } from '../../support/processes.js';
import { buildZip } from '../../support/zip-builder.js';
import { type Answer, FRAME, NO_ANSWER, type Seen } from './fault.js';
import type { Code, Setup } from './setup.js';

const SETTLE_MS = 100;

/** Time in which no process comes or goes. */
const SETTLED_MS = 20;

/** What a stream of the command has written. One character is one byte. */
class Output {
  #text = '';
  #from = 0;

  constructor(stream: Readable) {
    stream.setEncoding('latin1').on('data', (text: string) => {
      this.#text += text;
    });
  }

  /** What came since the last mark. */
  get text(): string {
    return this.#text.slice(this.#from);
  }

  mark(): void {
    this.#from = this.#text.length;
  }
}

/** `actionrunner serve` as a process of its own, and its client. */
export class Runtime {
  readonly setup: Setup;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;
  readonly #sandbox: CommandSandbox;
  #removeSandbox: () => unknown = () => undefined;
  readonly #child: ChildProcess;
  readonly #leave: (() => Promise<void>) | undefined;
  /** A variable that the command hands down to everything it starts. */
  readonly #mark: string;
  /** Processes without it, which get it no more: to read the environment of each takes long. */
  #others: ReadonlySet<number> = new Set();

  private constructor(setup: Setup) {
    this.setup = setup;
    this.#sandbox = makeCommandSandbox((remove) => {
      this.#removeSandbox = remove;
    });
    this.#mark = `FAULTS_OF=${randomUUID()}`;
    const { runner = 'bash', options = [], place } = setup;
    const { argv, leave } = place?.command(this.directory) ?? { argv: [], leave: undefined };
    this.#leave = leave;
    const again = setup.fresh ? [] : ['--allow-reinit'];
    const where = ['--socket', this.url, '--directory', this.directory];
    const [file = '', ...args] = [...argv, process.execPath, BIN, 'serve', runner, ...where, ...again, ...options];
    const [name = '', value] = this.#mark.split('=');
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...setup.environment, [name]: value };
    this.#child = spawn(file, args, { cwd: this.#sandbox.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.stdout = new Output(this.#child.stdout as Readable);
    this.stderr = new Output(this.#child.stderr as Readable);
    this.exited = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.exit = { code, signal };
        resolve(this.exit);
      });
    });
  }

  /** Starts the command; resolves when it listens or has ended. */
  static async start(setup: Setup): Promise<Runtime> {
    const runtime = new Runtime(setup);
    await waitFor('the runtime listens', () => runtime.exit !== undefined || runtime.#listens());
    return runtime;
  }

  get directory(): string {
    return join(this.#sandbox.folder, 'action');
  }

  /** The path of its socket. */
  get url(): string {
    return socketOf(this.#sandbox);
  }

  /** Makes a file in the action directory that the action waits for. */
  tell(name: string): void {
    writeFileSync(join(this.directory, name), '');
  }

  /** Sends a request over a connection of its own. */
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Seen> {
    return await this.ask(path, { body, headers });
  }

  /** Sends a request over a connection of its own. */
  async ask(path: string, options: http.RequestOptions): Promise<Seen> {
    return await this.seen(http.request(this.url, path, options));
  }

  /** An answer as the table has it. */
  async seen(answer: Promise<http.Answer>): Promise<Seen> {
    try {
      const { status, headers, body } = await answer;
      const code = headers['x-actionrunner-error'] as Answer['code'];
      const reason = headers['x-actionrunner-reason'];
      const why = reason !== undefined && { why: this.#shown(decodeURIComponent(String(reason))) };
      return { status, ...(code && { code }), says: this.#shown(sentence(body.toString())), ...why };
    } catch (error) {
      expect(String(error)).toContain('The connection ended before the answer');
      return NO_ANSWER;
    }
  }

  /** What the command has logged since the last mark. */
  logs(stream: 'stdout' | 'stderr'): string {
    return this.#shown(this[stream].text);
  }

  /** Sends an action. */
  async init(code?: Code, fields: Record<string, unknown> = {}): Promise<Seen> {
    const text = typeof code === 'object' ? buildZip(code).toString('base64') : code;
    return await this.post('/init', { value: { code: text, binary: typeof code === 'object', ...fields } });
  }

  /** Sends an action that has to be taken. */
  async initialize(code: Code): Promise<void> {
    expect(await this.init(code)).toEqual({ status: 200, says: '{"ok":true}' });
  }

  /** A connection that takes HTTP literally. */
  async connect(): Promise<http.Connection> {
    return await http.Connection.open(this.url);
  }

  /** The processes of actions and builds that have not ended. */
  processes(): number[] {
    return this.allProcesses().filter((pid) => !isOfRuntime(pid));
  }

  /** The processes of actions, once they stay the same: a shell takes a moment to become one. */
  async settledProcesses(): Promise<number[]> {
    let pids = this.processes();
    let before = '';
    do {
      before = String(pids);
      await sleep(SETTLED_MS);
      pids = this.processes();
    } while (String(pids) !== before);
    return pids;
  }

  /** The processes that it started, directly or not, and that have not ended. */
  allProcesses(): number[] {
    const pids = readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== this.#child.pid);
    // Of one that is gone another may have the number.
    const others = new Set(pids.filter((pid) => this.#others.has(pid)));
    const own = pids.filter((pid) => {
      const environment = others.has(pid) ? '' : environmentOf(pid);
      if (environment.includes(`\0${this.#mark}\0`)) return isAlive(pid);
      // It is empty while a program is being replaced by another one.
      if (environment.length > 1) others.add(pid);
      return false;
    });
    this.#others = others;
    return own;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until an activation has logged this, to know that it runs. */
  async logged(text: string): Promise<void> {
    await waitFor(`the log of ${text}`, () => (this.stdout.text + this.stderr.text).includes(text));
  }

  /** Waits until an activation has ended. */
  async framed(): Promise<void> {
    await waitFor('the frame', () => [this.stdout, this.stderr].every(({ text }) => text.endsWith(`${FRAME}\n`)));
  }

  /** Waits until everything that it started has ended. */
  async childless(): Promise<void> {
    await waitFor('all processes have ended', () => this.processes().length === 0);
  }

  /** Gives it time to take what was sent, and to see who has gone away. */
  async settle(): Promise<void> {
    await sleep(SETTLE_MS);
    await this.#listens();
  }

  /** Forgets the logs so far. */
  mark(): void {
    this.stdout.mark();
    this.stderr.mark();
  }

  async close(): Promise<void> {
    this.kill('SIGKILL');
    await this.exited;
    await waitFor('everything that it started has ended', () => this.allProcesses().every(end));
    this.#removeSandbox();
    await this.#leave?.();
  }

  /** The table does not know the paths of this machine. */
  #shown(text: string): string {
    return text.replaceAll(this.directory, '{directory}');
  }

  async #listens(): Promise<boolean> {
    return await http.request(this.url, '/', { method: 'GET' }).then(
      () => true,
      () => false,
    );
  }
}

/** @returns whether it has ended already */
function end(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return false;
  } catch {
    return true;
  }
}

function sentence(body: string): string {
  const fields = Object.entries(JSON.parse(body) as object);
  const [name, text] = fields[0] ?? [];
  return fields.length === 1 && name === 'error' && typeof text === 'string' ? text : body;
}

function environmentOf(pid: number): string {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`;
  } catch {
    // It has ended.
    return '';
  }
}
