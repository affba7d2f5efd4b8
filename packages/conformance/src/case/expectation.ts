import { isDeepStrictEqual } from 'node:util';
import { shorten } from '../bounds.js';
import { CaseFailure } from './case-failure.js';

/** Checks of a value; each throws a {@link CaseFailure} that shows what was expected and what is there. */
export class Expectation {
  readonly #actual: unknown;
  readonly #what: string;

  /** @param what what the value is, such as `the status of POST /init` */
  constructor(actual: unknown, what: string) {
    this.#actual = actual;
    this.#what = what;
  }

  /** The same value, or one with the same shape and contents. */
  toBe(expected: unknown): void {
    this.#check(isDeepStrictEqual(this.#actual, expected), show(expected));
  }

  /** One of several values. */
  toBeOneOf(...expected: readonly unknown[]): void {
    this.#check(
      expected.some((value) => isDeepStrictEqual(this.#actual, value)),
      `one of ${expected.map(show).join(', ')}`,
    );
  }

  /** A text that a pattern is found in, or that has a text in it. */
  toMatch(pattern: RegExp | string): void {
    const text = typeof this.#actual === 'string' ? this.#actual : show(this.#actual);
    const matches = typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
    this.#check(
      matches,
      typeof pattern === 'string' ? `a text with ${show(pattern)}` : `a text that matches ${pattern}`,
    );
  }

  /** A text without a pattern or text in it. */
  notToMatch(pattern: RegExp | string): void {
    const text = typeof this.#actual === 'string' ? this.#actual : show(this.#actual);
    const matches = typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text);
    this.#check(
      !matches,
      typeof pattern === 'string' ? `a text without ${show(pattern)}` : `a text without ${pattern}`,
    );
  }

  /** A number below a limit. */
  toBeBelow(limit: number): void {
    this.#check(Number(this.#actual) < limit, `less than ${limit}`);
  }

  /** A number of at least that much. */
  toBeAtLeast(limit: number): void {
    this.#check(Number(this.#actual) >= limit, `at least ${limit}`);
  }

  /** Whatever a function accepts. @param description what that is, for people */
  toSatisfy(accepts: (actual: unknown) => boolean, description: string): void {
    this.#check(accepts(this.#actual), description);
  }

  #check(holds: boolean, expected: string): void {
    if (holds) return;
    const actual = show(this.#actual);
    throw new CaseFailure(
      `${this.#what}: expected ${shorten(expected, 200)}, got ${shorten(actual, 200)}`,
      expected,
      actual,
    );
  }
}

/** A value as people read it. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
}
