/** A case does not hold. */
export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
  readonly expected: string;
  readonly actual: string;

  /** @param message the failure in one line */
  constructor(message: string, expected: string, actual: string) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }
}

/** A case cannot be decided here. */
export class CaseSkip extends Error {
  override readonly name = 'CaseSkip';
}
