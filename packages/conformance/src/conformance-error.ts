/** The code of a {@link ConformanceError}; it never changes. */
export type ConformanceErrorCode =
  /** The manifest cannot be read, or says something that it may not. */
  | 'ERR_CONFORMANCE_MANIFEST'
  /** The target cannot be tested: no URL, an empty command, nothing that listens there, no such program, no container engine, no such image. */
  | 'ERR_CONFORMANCE_TARGET'
  /** No case or group has this name. */
  | 'ERR_CONFORMANCE_SELECTION';

/**
 * The error class of this package: a stable `code`, and what is wrong, where and what to do as its `message`.
 *
 * @example
 * ```js
 * import { ConformanceError, urlTarget } from '@actionrunner/conformance';
 *
 * try {
 *   urlTarget('localhost:8080');
 * } catch (error) {
 *   console.log(error instanceof ConformanceError && error.code); // ERR_CONFORMANCE_TARGET
 * }
 * ```
 */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
  readonly code: ConformanceErrorCode;

  constructor(code: ConformanceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
