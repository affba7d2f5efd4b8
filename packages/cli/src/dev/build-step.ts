import { type ChildProcess, spawn } from 'node:child_process';
import type { LogSink } from '@actionrunner/core';
import { messageOf, signalGroup } from '@actionrunner/core/internal';
import { formatMs } from './describe-result.js';

/** Where a build is shown. */
interface BuildOutput {
  readonly logs: Pick<LogSink, 'write'>;
  note(line: string): void;
}

/** How long what the command has left behind may hold its output, in milliseconds. */
const OUTPUT_LIMIT_MS = 500;

/** @param command undefined if nothing makes the action */
export function createBuildStep(command: string | undefined, output: BuildOutput): BuildStep | undefined {
  return command === undefined ? undefined : new BuildStep(command, output);
}

/** A shell command that makes the action of its sources, such as a compiler or a bundler. */
export class BuildStep {
  readonly #command: string;
  readonly #output: BuildOutput;
  #isDone = false;
  #child: ChildProcess | undefined;

  /** @param output receives what the command writes, and how long it took */
  constructor(command: string, output: BuildOutput) {
    this.#command = command;
    this.#output = output;
  }

  /** Says that the sources have changed. */
  outdate(): void {
    this.#isDone = false;
  }

  /** Kills the command if it is running. */
  abort(): void {
    killGroup(this.#child);
  }

  /** Runs the command, unless it has succeeded since the last change. @throws Error if it fails */
  async run(): Promise<void> {
    if (this.#isDone) {
      return;
    }
    const startedAt = performance.now();
    const { code, signal } = await this.#start();
    if (code !== 0) {
      const ending = signal ? `was killed by ${signal}` : `exited with status ${code}`;
      throw new Error(`the build failed: "${this.#command}" ${ending}`);
    }
    this.#isDone = true;
    this.#output.note(`built: ${formatMs(performance.now() - startedAt)}`);
  }

  async #start(): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> {
    const { logs } = this.#output;
    // A process group of its own, which can be killed as a whole.
    const child = spawn('/bin/sh', ['-c', this.#command], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => void logs.write('stderr', bytes));
    }
    let timer: NodeJS.Timeout | undefined;
    child.once('exit', () => {
      killGroup(child);
      timer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, OUTPUT_LIMIT_MS);
    });
    try {
      return await new Promise((resolve, reject) => {
        child.once('error', (error) => reject(new Error(`the build cannot be started: ${messageOf(error)}`)));
        child.once('close', (code, signal) => resolve({ code, signal }));
      });
    } finally {
      clearTimeout(timer);
      this.#child = undefined;
    }
  }
}

function killGroup(child: ChildProcess | undefined): void {
  if (child?.pid !== undefined) {
    signalGroup(child.pid, 'SIGKILL');
  }
}
