/** How much a rule matters: the platform breaks, users get hurt, or worth knowing. */
export type Severity = 'required' | 'recommended' | 'informative';

/** What a case came to. */
export type Outcome = 'passed' | 'failed' | 'skipped';

/** What a case tests, and where its rule comes from. */
export interface CaseInfo {
  /** The group, a slash and a name in kebab case, such as `init/accepts-code`; never changes. */
  readonly id: string;
  /** The part of the id before the slash. */
  readonly group: string;
  /** The rule, as a sentence without a period. */
  readonly title: string;
  /** Whether a failure decides that a runtime does not conform. */
  readonly severity: Severity;
  /** The document, invoker or test kit that has the rule, and where in it. */
  readonly source: string;
  /** What to do when the case fails. */
  readonly remedy: string;
  /** The names of the sample actions that the case needs. */
  readonly needs: readonly string[];
}

/** What was sent, answered, logged and expected. All texts are shortened to a few thousand characters. */
export interface Evidence {
  /** What was sent and answered, in order. */
  readonly requests: readonly { readonly request: string; readonly answer: string }[];
  /** The logs of the runtimes of the case, on stdout. */
  readonly stdout: string;
  /** The same on stderr. */
  readonly stderr: string;
  /** What the rule asks for. */
  readonly expected: string;
  /** What was found instead. */
  readonly actual: string;
}

/** The result of one case. */
export interface CaseResult {
  readonly case: CaseInfo;
  readonly outcome: Outcome;
  /** Why it was skipped, or the failure in one line. */
  readonly reason?: string;
  /** Of a failed case. */
  readonly evidence?: Evidence;
  /** Milliseconds. */
  readonly durationMs: number;
}

/** The results of a run, in the order of the list of cases. */
export interface ConformanceReport {
  /** Of this format: another one when a member changes its meaning. */
  readonly version: 1;
  /** The version of the kit. */
  readonly kit: string;
  /** What was tested; the name is for people. */
  readonly target: { readonly kind: 'url' | 'command' | 'image'; readonly name: string };
  /** ISO 8601, in UTC. */
  readonly startedAt: string;
  /** Milliseconds of the whole run. */
  readonly durationMs: number;
  readonly results: readonly CaseResult[];
  /** How many cases of each severity had each outcome. */
  readonly counts: Readonly<Record<Severity, Readonly<Record<Outcome, number>>>>;
}
