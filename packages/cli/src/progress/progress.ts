import type { WriteStream } from 'node:tty';
import type { UserLogs } from '../invoke/terminal-log-sink.js';

/** What takes less is not worth a word on a terminal. */
const DELAY_MS = 1_000;

/** The same where a line stays, as in the log of a build server. */
const FIRST_LINE_MS = 10_000;

const FRAME_MS = 100;

/** How often a new line is written where a line cannot be redrawn. */
const LINE_MS = 30_000;

const DEFAULT_COLUMNS = 80;

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

const CLEAR = '\r\u001B[2K';

/** What progress needs of a stream. */
export type ProgressStream = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

/** How progress is shown. */
export interface ProgressOptions {
  /** Whether nothing is shown. */
  readonly isQuiet?: boolean | undefined;
  /** Default: stderr. */
  readonly stream?: ProgressStream;
}

/**
 * Shows what is being done if it takes long: on a terminal, after a second, a line that is drawn again and disappears; elsewhere, after ten, one
 * that stays.
 * The first output of anything else ends it.
 */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #isTerminal: boolean;
  readonly #start = performance.now();
  readonly #stop = () => this.stop();
  #text: string;
  #timer: NodeJS.Timeout | undefined;
  #isDrawn = false;

  /** @param text what is being done, such as `building hello.c` */
  constructor(text: string, { isQuiet = false, stream = process.stderr }: ProgressOptions = {}) {
    this.#text = text;
    this.#stream = stream;
    this.#isTerminal = stream.isTTY === true && process.env['TERM'] !== 'dumb';
    if (!isQuiet) {
      this.#wait(this.#isTerminal ? DELAY_MS : FIRST_LINE_MS);
      process.once('exit', this.#stop);
    }
  }

  /** Says what is being done now. */
  set(text: string): void {
    this.#text = text;
  }

  /** Removes the line. Nothing is shown any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    process.off('exit', this.#stop);
    if (this.#isDrawn) {
      this.#isDrawn = false;
      this.#stream.write(CLEAR);
    }
  }

  /** @returns the same sink, whose first output ends this */
  watchLogs(sink: UserLogs): UserLogs {
    return {
      ...sink,
      write: (stream, bytes) => {
        this.stop();
        return sink.write(stream, bytes);
      },
    };
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => this.#show(), ms).unref();
  }

  #show(): void {
    const ms = performance.now() - this.#start;
    const seconds = `${Math.round(ms / 1_000)} s`;
    if (!this.#isTerminal) {
      this.#stream.write(`${this.#text} … ${seconds}\n`);
      this.#wait(LINE_MS);
      return;
    }
    const frame = FRAMES[Math.floor(ms / FRAME_MS) % FRAMES.length];
    // A line that wraps could not be removed. A terminal without a size says 0.
    const width = this.#stream.columns || DEFAULT_COLUMNS;
    const line = `${frame} ${this.#text} … ${seconds}`.slice(0, width - 1);
    this.#stream.write(`${CLEAR}${line}`);
    this.#isDrawn = true;
    this.#wait(FRAME_MS);
  }
}

/** Shows progress while something runs. */
export async function withProgress<T>(
  text: string,
  options: ProgressOptions,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const progress = new Progress(text, options);
  try {
    return await work(progress);
  } finally {
    progress.stop();
  }
}
