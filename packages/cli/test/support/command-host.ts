import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('./host-program.mjs', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A process that runs commands, one after the other: to start one for each takes most of the time of a test. */
export class CommandHost {
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  run(command: Command, timeLimitMs: number): Promise<Ended> {
    const ended = this.#last.then(() => this.#run(command, timeLimitMs));
    this.#last = ended.catch(() => undefined);
    return ended;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #run(command: Command, timeLimitMs: number): Promise<Ended> {
    const child = this.#child ?? this.#start(command);
    const mark = `\0${randomUUID()}\0`;
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
      const output = { stdout: '', stderr: '' };
      let code: number | null | undefined;
      const settle = (ended: Pick<Ended, 'code' | 'signal'>) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeAllListeners('close');
        for (const name of ['stdout', 'stderr'] as const) {
          child[name]?.removeAllListeners('data');
          [output[name] = ''] = output[name].split(mark);
        }
        resolve({ ...ended, ...output });
      };
      const settleAtMarks = () => {
        if (code !== undefined && output.stdout.includes(mark) && output.stderr.includes(mark)) {
          settle({ code, signal: null });
        }
      };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name]?.on('data', (text: string) => {
          output[name] += text;
          settleAtMarks();
        });
      }
      child.once('message', (message: { code: number }) => {
        ({ code } = message);
        settleAtMarks();
      });
      // A command that ends its process ends the host.
      child.once('close', (exitCode, signal) => {
        this.#child = undefined;
        settle({ code: exitCode, signal });
      });
      child.send({ ...command, mark });
    });
  }

  #start({ cwd, env }: Command): ChildProcess {
    const child = spawn(process.execPath, [HOST], { cwd, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child.stdout?.setEncoding('utf8');
    child.stderr?.setEncoding('utf8');
    this.#child = child;
    return child;
  }
}
