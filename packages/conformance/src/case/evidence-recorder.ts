import { MAX_EVIDENCE_REQUESTS, shorten } from '../bounds.js';
import type { Answer } from '../client/answer.js';
import type { Logs } from '../logs/runtime-logs.js';
import type { Evidence } from '../report.js';

const SHOWN_HEADERS = ['content-type', 'content-length', 'transfer-encoding', 'connection', 'allow', 'location'];

/** Collects what a case sends, gets and sees in the logs. */
export class EvidenceRecorder {
  readonly #requests: { request: string; answer: string }[] = [];
  #left = 0;
  #hasAnswer = false;
  #stdout = '';
  #stderr = '';

  /** Notes a request. @returns notes its answer, or why there was none */
  request(text: string): (answer: Answer | Error) => void {
    const entry = { request: shorten(text), answer: '(none yet)' };
    if (this.#requests.length < MAX_EVIDENCE_REQUESTS) this.#requests.push(entry);
    else this.#left += 1;
    return (answer) => {
      this.#hasAnswer ||= !(answer instanceof Error);
      entry.answer = answer instanceof Error ? `(${answer.message})` : showAnswer(answer);
    };
  }

  /** Whether the target has answered anything. */
  get hasAnswer(): boolean {
    return this.#hasAnswer;
  }

  logs({ stdout, stderr }: Pick<Logs, 'stdout' | 'stderr'>): void {
    this.#stdout = shorten(this.#stdout + stdout);
    this.#stderr = shorten(this.#stderr + stderr);
  }

  evidence(expected: string, actual: string): Evidence {
    const more = this.#left > 0 ? [{ request: `(${this.#left} more requests)`, answer: '' }] : [];
    const requests = [...this.#requests.map((entry) => ({ ...entry })), ...more];
    const [stdout, stderr] = [this.#stdout, this.#stderr];
    return { requests, stdout, stderr, expected: shorten(expected), actual: shorten(actual) };
  }
}

function showAnswer({ status, headers, text }: Answer): string {
  const shown = SHOWN_HEADERS.filter((name) => name in headers).map((name) => `${name}: ${headers[name]}`);
  return shorten([`HTTP ${status}`, ...shown, '', text].join('\n'));
}
