import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { CommandHost, type Ended } from './command-host.js';

export type { Ended } from './command-host.js';

/** The command as it is installed; it loads the build. */
export const BIN: string = fileURLToPath(new URL('../../bin/actionrunner.js', import.meta.url));

/** Runners for the command to load. */
export const FIXTURES: string = fileURLToPath(new URL('../fixtures', import.meta.url));

/** Only for what hangs: a busy machine may take long. */
const TIME_LIMIT_MS = 240_000;

/** How a command is started. */
export interface CommandOptions {
  /** Variables beside those of this process; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Working directory; default: the folder of the sandbox. */
  readonly cwd?: string;
  /** User to run as. */
  readonly uid?: number;
  /** A command line that is to start it. */
  readonly through?: readonly string[];
  /** Whether its stdin is a pipe to write to. */
  readonly input?: boolean;
}

/** A started command. */
export interface Started {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<Ended>;
}

/** Starts `actionrunner` in a sandbox. It is killed when it takes too long. */
export function start(sandbox: CommandSandbox, args: readonly string[], options: CommandOptions = {}): Started {
  const env: NodeJS.ProcessEnv = { ...withoutSettings(process.env), TMPDIR: sandbox.temp, ...options.env };
  const [file = '', ...rest] = [...(options.through ?? []), process.execPath, BIN, ...args];
  const child = spawn(file, rest, {
    cwd: options.cwd ?? sandbox.folder,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  if (!options.input) {
    child.stdin.end();
  }
  sandbox.children.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      sandbox.children.delete(child);
      resolve({ code, signal, ...output });
    });
  });
  return { child, output, ended };
}

/** Runs `actionrunner` to its end, as a process of its own. */
export function run(sandbox: CommandSandbox, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return start(sandbox, args, options).ended;
}

/** Runs a command to its end, in a process that runs all those of a test file: for tests about what it does, rather than about its process. */
export function runHere(
  sandbox: CommandSandbox,
  args: readonly string[],
  { env, cwd = sandbox.folder }: Pick<CommandOptions, 'env' | 'cwd'> = {},
): Promise<Ended> {
  const variables = { ...withoutSettings(process.env), TMPDIR: sandbox.temp, ...env };
  return host.run({ args, cwd, env: variables }, TIME_LIMIT_MS);
}

const host = new CommandHost();
afterAll(() => host.close());

/** Waits until a condition holds, and what commands had written to another stream before has been read, too. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + TIME_LIMIT_MS / 2;
  while (!(await holds())) {
    if (Date.now() > limit) {
      throw new Error(`waited in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // A round of the event loop, which reads from all pipes: the order of two streams is not known otherwise.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Settings of whoever runs the tests are not those of the command. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(ACTIONRUNNER_.*|PORT|FLASK_PROXY_PORT|PROXY_ALLOW_REINIT|__OW_.*|FORCE_COLOR|NO_COLOR)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
