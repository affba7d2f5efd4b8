/** An HTTP answer, read whole. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; values of a repeated header are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  /** The body as JSON; undefined if it is not JSON. */
  readonly json: unknown;
  /** From the first byte sent to the last byte received, or to the end of the connection where that is waited for. */
  readonly durationMs: number;
}

/** There was no answer, or it was not one that can be read. The message is one line that says what happened. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Builds an answer from its parts. */
export function createAnswer(
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
  durationMs: number,
): Answer {
  const text = bytes.toString();
  return { status, headers, bytes, text, json: parseJson(text), durationMs };
}

/** A body that is not JSON, as people read it. */
export class OtherBody {
  readonly #answer: Answer;

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  toString(): string {
    const { text, headers } = this.#answer;
    const coding = headers['content-encoding'];
    const what = coding === undefined ? 'text that is not JSON' : `a body that is compressed (${coding})`;
    return text === '' ? 'an empty body' : `${what}: ${JSON.stringify(text)}`;
  }

  /** Not JSON: see `toString`. */
  toJSON(): undefined {}
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // says so itself
  }
}
