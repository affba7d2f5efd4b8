import { ANSWER_LIMIT_MS } from '../bounds.js';
import { type Answer, OtherBody } from '../client/answer.js';
import type { ActionCode } from '../manifest/action-code.js';
import type { Manifest } from '../manifest/manifest.js';
import type { SampleName } from '../manifest/sample-names.js';
import type { Support } from '../manifest/supports.js';
import type { RunningRuntime, StartOptions, Target } from '../target/target.js';
import { CaseFailure, CaseSkip } from './case-failure.js';
import type { EvidenceRecorder } from './evidence-recorder.js';
import { Expectation, show } from './expectation.js';
import { type InitFields, Runtime } from './runtime.js';

/** What an answer should be; what is not named is not checked. */
export interface ExpectedAnswer {
  readonly status?: number | readonly number[];
  /** The body as JSON. */
  readonly json?: unknown;
  /** The body is `{"error": text}` and nothing else; true for any text that is not empty. */
  readonly error?: string | RegExp | true;
  /** The request has failed as far as the platform can see: an error status, and an object with a text `error` as the body. */
  readonly failure?: true;
}

/** What a {@link CaseContext} is made of. */
export interface ContextOptions {
  readonly target: Target;
  readonly manifest: Manifest;
  readonly recorder: EvidenceRecorder;
  /** Aborted when the time of the case is over. */
  readonly signal: AbortSignal;
  /** How long an answer may take, in milliseconds, unless the case says otherwise. */
  readonly answerLimitMs: number | undefined;
}

/** What a case works with. All runtimes that it starts are stopped when it is over. */
export class CaseContext {
  /** Aborted when the time of the case is over. */
  readonly signal: AbortSignal;
  readonly #target: Target;
  readonly #manifest: Manifest;
  readonly #recorder: EvidenceRecorder;
  readonly #answerLimitMs: number;
  readonly #started: RunningRuntime[] = [];

  constructor({ target, manifest, recorder, signal, answerLimitMs = ANSWER_LIMIT_MS }: ContextOptions) {
    this.#target = target;
    this.#manifest = manifest;
    this.#recorder = recorder;
    this.#answerLimitMs = answerLimitMs;
    this.signal = signal;
  }

  /** Whether a runtime was killed because it wrote too much. */
  get hasFlood(): boolean {
    return this.#started.some(({ logs }) => logs?.isFlood === true);
  }

  /** Whether the runtime supports something. */
  supports(support: Support): boolean {
    return this.#manifest.supports.has(support);
  }

  /** A fresh runtime of the target, which listens. */
  async start(options: StartOptions = {}): Promise<Runtime> {
    const running = await this.#target.start(options);
    this.#started.push(running);
    if (this.signal.aborted) await running.stop();
    return new Runtime(running, this.#recorder, this.#answerLimitMs);
  }

  /** A fresh runtime that a sample, or other code, has been initialized in with 200; what that logged is not in the next `logs()`. */
  async startWith(
    sample: SampleName | ActionCode,
    fields: InitFields = {},
    options: StartOptions = {},
  ): Promise<Runtime> {
    const runtime = await this.start(options);
    const answer = await runtime.initSample(typeof sample === 'string' ? this.sample(sample) : sample, fields);
    this.expectAnswer(answer, { status: 200 }, 'POST /init');
    return runtime;
  }

  /** The code of a sample of the manifest. @throws CaseSkip without it */
  sample(name: SampleName): ActionCode {
    const sample = this.#manifest.samples[name];
    if (sample === undefined) throw new CaseSkip(`the manifest has no sample action "${name}"`);
    return sample;
  }

  /** Checks of a value. @param what what it is, such as `the last line of stdout` */
  expect(actual: unknown, what: string): Expectation {
    return new Expectation(actual, what);
  }

  /** Checks an answer. @param what the request, such as `POST /run` */
  expectAnswer(answer: Answer, expected: ExpectedAnswer, what: string): void {
    const { status, json, error, failure } = expected;
    const got = `${answer.status} ${answer.text}`;
    const fail = (wanted: string): never => this.fail(`${what}: expected ${wanted}, got ${got}`, wanted, got);
    if (status !== undefined && ![status].flat().includes(answer.status)) {
      fail(`${[status].flat().join(' or ')}${json === undefined ? '' : ` ${show(json)}`}`);
    }
    if (failure && !isFailure(answer)) fail('a status of 400 to 599 other than 503, and a body with a text "error"');
    if (json !== undefined)
      this.expect(
        answer.json === undefined ? new OtherBody(answer) : answer.json,
        `the body of the answer to ${what}`,
      ).toBe(json);
    if (error !== undefined) {
      const keys = typeof answer.json === 'object' && answer.json !== null ? Object.keys(answer.json) : [];
      const text = (answer.json as { error?: unknown } | undefined)?.error;
      if (keys.length !== 1 || typeof text !== 'string' || text === '') {
        fail('a body {"error": "…"} with nothing else');
      } else if (error !== true) {
        const matches = typeof error === 'string' ? text === error : error.test(text);
        if (!matches) fail(typeof error === 'string' ? show({ error }) : `an error that matches ${error}`);
      }
    }
  }

  /** Fails the case. @param reason the failure in one line */
  fail(reason: string, expected: string, actual: string): never {
    throw new CaseFailure(reason, expected, actual);
  }

  /** Skips the case: it cannot be decided here. */
  skip(reason: string): never {
    throw new CaseSkip(reason);
  }

  /** Notes what is left in the logs, and stops all runtimes. */
  async close(): Promise<void> {
    for (const { logs } of this.#started) {
      if (logs === undefined) continue;
      const [stdout, stderr] = [logs.stdout.peek().toString(), logs.stderr.peek().toString()];
      this.#recorder.logs({ stdout, stderr });
    }
    await Promise.all(this.#started.map((runtime) => runtime.stop()));
  }
}

/** The platform reads 503 as a runtime that shuts down, and the field `error` of any other answer but 200 as what went wrong. */
function isFailure({ status, json }: Answer): boolean {
  const error = typeof json === 'object' && json !== null ? (json as { error?: unknown }).error : undefined;
  return status >= 400 && status <= 599 && status !== 503 && typeof error === 'string' && error !== '';
}
