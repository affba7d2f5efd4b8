import { isBlank, LineReader } from './line-reader.js';

/** How long another line may follow one that cannot be an answer, in milliseconds. */
export const REST_MS = 100;

/** Finds the answers among the lines of a process: skips its acknowledgement, however late that comes, and blank lines around an answer. */
export class AnswerReader extends LineReader {
  readonly #onAnswer: () => void;
  /** Whether the next line is the first one, and nobody waits for the acknowledgement: if it is that, it is not an answer. */
  #mayAcknowledge = true;
  #hasAcknowledgedLate = false;
  /** Whether an answer is awaited. */
  #isAwaited = false;
  /** A blank line, which is the answer unless another one follows. */
  #blank: Buffer | undefined;

  /** @param onAnswer called when there is an answer, or known to be none */
  constructor(maxBytes: number, onAnswer: () => void) {
    super(maxBytes, onAnswer, (line) => this.#isOther(line));
    this.#onAnswer = onAnswer;
  }

  /** Whether the acknowledgement came while nobody waited for it, and no answer since. */
  get hasAcknowledgedLate(): boolean {
    return this.#hasAcknowledgedLate;
  }

  /** The next line is taken, even if it is the acknowledgement: somebody waits for it. */
  expectFirstLine(): void {
    this.#mayAcknowledge = false;
  }

  /** Nobody waits for the first line any more; it may come before the first message, too. */
  giveUpFirstLine(): void {
    this.#mayAcknowledge = true;
    this.ask();
  }

  /** Asks for the answer to a message. */
  askForAnswer(): void {
    this.ask();
    this.#isAwaited = true;
  }

  /** Takes the answer: the line that has come, or else a blank one; undefined if there is none. */
  takeAnswer(line: Buffer | undefined): Buffer | undefined {
    const answer = line ?? this.#blank;
    this.#isAwaited = false;
    this.#mayAcknowledge = false;
    this.#blank = undefined;
    if (answer) {
      this.#hasAcknowledgedLate = false;
    }
    return answer;
  }

  /** Whether a line is not the one asked for. */
  #isOther(line: Buffer): boolean {
    if (this.#mayAcknowledge) {
      this.#mayAcknowledge = false;
      this.#hasAcknowledgedLate = isBareAcknowledgement(line);
      if (this.#hasAcknowledgedLate) {
        return true;
      }
    }
    if (!this.#isAwaited || !isBlank(line)) {
      return false;
    }
    if (this.mayTrail) {
      this.trail();
    } else if (!this.#blank) {
      this.#blank = line;
      // Unless another line comes first.
      setTimeout(() => this.#blank === line && this.#onAnswer(), REST_MS);
    }
    return true;
  }
}

/** Whether a line says that a process is ready: `{"ok":true}`. More may be in the object. */
export function isAcknowledgement(line: Buffer): boolean {
  return parseObject(line)?.['ok'] === true;
}

/** Whether a line says that and nothing else. */
function isBareAcknowledgement(line: Buffer): boolean {
  const object = parseObject(line);
  return object?.['ok'] === true && Object.keys(object).length === 1;
}

function parseObject(line: Buffer): Record<string, unknown> | undefined {
  try {
    return (JSON.parse(line.toString()) as Record<string, unknown> | null) ?? undefined;
  } catch {
    return undefined;
  }
}
