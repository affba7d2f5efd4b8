import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { main } from '../../src/main.js';

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

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
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

/** Runs `actionrunner` to its end. */
export function run(sandbox: CommandSandbox, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return start(sandbox, args, options).ended;
}

/** Runs the command in this process, for what it says alone: a process takes much longer to start. */
export async function runHere(
  sandbox: CommandSandbox,
  args: readonly string[],
  { env = {} }: Pick<CommandOptions, 'env'> = {},
): Promise<Omit<Ended, 'signal'>> {
  const before = { env: process.env, cwd: process.cwd(), stdout: process.stdout.write, stderr: process.stderr.write };
  const output = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof output) => (text: string | Uint8Array, done?: unknown) => {
    output[name] += Buffer.from(text as Uint8Array).toString();
    if (typeof done === 'function') done();
    return true;
  };
  process.env = { ...withoutSettings(before.env), TMPDIR: sandbox.temp, ...env };
  process.chdir(sandbox.folder);
  process.stdout.write = collect('stdout') as typeof process.stdout.write;
  process.stderr.write = collect('stderr') as typeof process.stderr.write;
  try {
    const code = await main(args);
    return { code, ...output };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
  }
}

/** Waits until a condition holds. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + TIME_LIMIT_MS / 2;
  while (!(await holds())) {
    if (Date.now() > limit) {
      throw new Error(`waited in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Settings of whoever runs the tests are not those of the command. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(ACTIONRUNNER_.*|PORT|PROXY_ALLOW_REINIT|__OW_.*|FORCE_COLOR|NO_COLOR)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
