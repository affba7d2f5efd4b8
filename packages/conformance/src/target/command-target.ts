import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { START_LIMIT_MS } from '../bounds.js';
import { ConformanceError } from '../conformance-error.js';
import { ChildRuntime } from './child-runtime.js';
import { ExitGuard, type Guarded } from './exit-guard.js';
import { FreePorts } from './free-ports.js';
import { killRuntime, MARK } from './kill-runtime.js';
import type { Ability, StartOptions, Target } from './target.js';
import { StartFailure } from './target.js';

/** How long what was written before an answer may take to arrive through a pipe after it. */
const SETTLE_MS = 40;

/** Another program may take the port between the moment that it is found free and the moment that the command listens on it. */
const START_ATTEMPTS = 2;

/** Variables that would change how a runtime behaves. */
const OWN_VARIABLES = /^(__OW_|OW_|ACTIONRUNNER_|(FLASK_)?PROXY_|PORT$)/;

/** Options of {@link commandTarget}. */
export interface CommandOptions {
  /** How long the command has to listen, in milliseconds; 15,000 by default. */
  readonly startLimitMs?: number;
}

/**
 * A command that serves a runtime: each runtime is a process of its own, with a fresh directory and a free port. `{port}` and
 * `{directory}` in the arguments are replaced, and the variables `PORT` and `ACTIONRUNNER_DIRECTORY` are set. However the kit ends,
 * what the command has started is killed, and the directory removed.
 * @param argv the program and its arguments; no shell reads them
 * @throws ConformanceError `ERR_CONFORMANCE_TARGET` if it is empty
 * @example
 * ```js
 * import { commandTarget } from '@actionrunner/conformance';
 *
 * const target = commandTarget(['python3', 'server.py', '{port}']);
 * console.log(target.name); // python3 server.py {port}
 * ```
 */
export function commandTarget(argv: readonly string[], options: CommandOptions = {}): Target {
  if (argv[0] === undefined || argv[0] === '') {
    throw new ConformanceError(
      'ERR_CONFORMANCE_TARGET',
      'The command is empty: write the program that serves the runtime and its arguments, such as python3 server.py {port}.',
    );
  }
  const running = new Set<CommandRuntime>();
  const guard = new ExitGuard();
  const ports = new FreePorts();
  return {
    kind: 'command',
    name: argv.join(' '),
    abilities: new Set<Ability>(['fresh', 'logs', 'environment', 'signals']),
    concurrency: availableParallelism() + 2,
    async start(startOptions) {
      for (let attempt = 1; ; attempt += 1) {
        const runtime = await CommandRuntime.create(argv, startOptions, await ports.find(), guard);
        running.add(runtime);
        try {
          await runtime.waitUntilListening({ limitMs: options.startLimitMs ?? START_LIMIT_MS });
          return runtime;
        } catch (error) {
          await runtime.stop();
          const { code = '' } = runtime.spawnError ?? {};
          if (code in UNUSABLE) throw refuseCommand(argv, code);
          const isPortTaken =
            error instanceof StartFailure && /EADDRINUSE|address (is )?already in use/i.test(error.stderr);
          if (!isPortTaken || attempt === START_ATTEMPTS) throw error;
        } finally {
          if (runtime.isStopped) running.delete(runtime);
        }
      }
    },
    async close() {
      await Promise.all([...running].map((runtime) => runtime.stop()));
    },
  };
}

/** What is wrong with a program that no attempt can start, by the code of the system. */
const UNUSABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program here',
  EACCES: 'it is not executable',
};

function refuseCommand(argv: readonly string[], code: string): ConformanceError {
  const [program = ''] = argv;
  const hint = /\s/.test(program)
    ? ' Its arguments must be words of their own, without quotes around all of them.'
    : '';
  return new ConformanceError(
    'ERR_CONFORMANCE_TARGET',
    `The command "${program}" cannot be started: ${UNUSABLE[code]} (${code}).${hint}`,
  );
}

/** A process of the command. */
class CommandRuntime extends ChildRuntime {
  isStopped = false;
  readonly #mark: string;
  readonly #folder: string;
  readonly #guard: ExitGuard;
  readonly #guarded: Guarded | undefined;

  private constructor(child: ChildProcess, port: number, mark: string, folder: string, guard: ExitGuard) {
    super(child, { port, settleMs: SETTLE_MS, noun: 'the command', place: `port ${port} of 127.0.0.1` });
    this.#mark = mark;
    this.#folder = folder;
    this.#guard = guard;
    const { pid } = child;
    if (pid !== undefined) {
      this.#guarded = {
        clean: () => {
          killRuntime(pid, mark);
          rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
        },
        command: `kill -KILL -${pid}; rm -rf ${quote(folder)}`,
      };
      guard.add(this.#guarded);
    }
  }

  static async create(
    argv: readonly string[],
    options: StartOptions,
    port: number,
    guard: ExitGuard,
  ): Promise<CommandRuntime> {
    const folder = await mkdtemp(join(tmpdir(), 'conformance-'));
    const directory = join(folder, 'action');
    await mkdir(directory);
    const mark = randomUUID();
    const [program = '', ...args] = argv.map((word) =>
      word.replaceAll('{port}', String(port)).replaceAll('{directory}', directory),
    );
    const inherited = Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name));
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        ...Object.fromEntries(inherited),
        PORT: String(port),
        ACTIONRUNNER_DIRECTORY: directory,
        [MARK]: mark,
        ...options.environment,
      },
    });
    return new CommandRuntime(child, port, mark, folder, guard);
  }

  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<void> {
    this.child.kill(signal);
    return Promise.resolve();
  }

  protected end(): Promise<void> {
    const { pid } = this.child;
    if (pid !== undefined) killRuntime(pid, this.#mark);
    return Promise.resolve();
  }

  protected async cleanUp(): Promise<void> {
    if (this.#guarded !== undefined) this.#guard.remove(this.#guarded);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
    this.isStopped = true;
  }
}

/** As one word of a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
