import { type ChildProcess, spawn } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { pathOf } from '../process/fifos.js';
import { startAsOomVictim } from '../process/oom-victim.js';
import { closeDescriptors } from '../process/open-streams.js';
import type { Environment } from '../protocol/environment.js';
import { createUuid } from '../uuid.js';
import { SHELL_PROGRAM } from './frame.js';
import { HelperPipes, type HelperPipesOptions, MAX_FRAME_BYTES } from './helper-pipes.js';

const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** What a shell is started with. */
export interface ShellHelperOptions extends HelperPipesOptions {
  /** Its command. */
  readonly shell: readonly string[];
  readonly env: Environment;
  /** The soft limit of open files, if it differs from that of this process. */
  readonly openFiles: number | undefined;
}

/** A shell that starts processes, and its pipes. */
export class ShellHelper {
  /** Its PID and process group. */
  readonly pid: number;
  /** How a message begins that the shell itself writes to the stderr of a process. */
  readonly says: Buffer;
  readonly pipes: HelperPipes;
  readonly #child: ChildProcess;

  /** @throws a system error */
  constructor({ shell, env, openFiles, ...options }: ShellHelperOptions) {
    const [orders, ...others] = options.fifos as [number, ...number[]];
    const reports = others.pop() as number;
    const name = createUuid();
    this.says = Buffer.from(`${name}: `);
    const given: number[] = [];
    this.pipes = new HelperPipes(options);
    try {
      const stdin = openSync(pathOf(orders), O_RDONLY | O_NONBLOCK);
      given.push(stdin);
      const reported = openSync(pathOf(reports), O_WRONLY);
      given.push(reported);
      const [file = '', ...args] = [...shell, '-c', SHELL_PROGRAM, name, this.pipes.inputPath, String(openFiles ?? '')];
      const stdio = [stdin, 'ignore' as const, reported, ...others];
      this.#child = startAsOomVictim(() => spawn(file, args, { cwd: '/', env, stdio, detached: true }));
    } catch (error) {
      this.pipes.close();
      throw error;
    } finally {
      closeDescriptors(given);
    }
    this.pid = this.#child.pid ?? 0;
    this.#child.on('error', options.gone).once('exit', options.gone);
    this.#child.unref();
  }

  /** Writes the frame as a whole; that for bash is ASCII. @throws a system error when none of it was written */
  write(frame: string, isBash: boolean): void {
    // bash reads single bytes up to a delimiter, but a known number of them at once.
    const withSize = (text: string) => (isBash ? `${text.length}\n${text}` : text);
    let text = withSize(frame);
    if (text.length > MAX_FRAME_BYTES || Buffer.byteLength(text) > MAX_FRAME_BYTES) {
      const path = this.pipes.writeLongFrame(frame);
      // In bash `.` would change how messages of the shell begin.
      const read = isBash ? `IFS= read -r -N ${frame.length} frame <${path} && eval "$frame"` : `. ${path}`;
      text = withSize(`${read}; exit 126\n`);
    }
    this.pipes.writeFrame(text);
  }

  /** Kills the shell alone, not its group. */
  kill(): void {
    this.pipes.mute();
    this.#child.kill('SIGKILL');
  }
}
