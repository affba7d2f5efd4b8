import type { SampleName } from '../manifest/sample-names.js';
import type { Support } from '../manifest/supports.js';
import type { CaseInfo, Severity } from '../report.js';
import type { Ability } from '../target/target.js';
import type { CaseContext } from './case-context.js';

/** A case: what it is, what it needs, and what it does. */
export interface ConformanceCase {
  readonly info: CaseInfo;
  /** What the target must allow; else it is skipped. */
  readonly requires: readonly Ability[];
  /** What the runtime must support; else it is skipped. */
  readonly supports: readonly Support[];
  /** Whether it measures time or needs much of the machine: it runs after the others, alone. */
  readonly exclusive: boolean;
  readonly run: (context: CaseContext) => Promise<void>;
}

/** What {@link defineCase} needs to know. */
export interface CaseDefinition {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly source: string;
  readonly remedy: string;
  readonly needs?: readonly SampleName[];
  readonly requires?: readonly Ability[];
  readonly supports?: readonly Support[];
  readonly exclusive?: boolean;
}

/** Defines a case. It passes if `run` returns, and fails if that throws. */
export function defineCase(definition: CaseDefinition, run: (context: CaseContext) => Promise<void>): ConformanceCase {
  const { requires = [], supports = [], exclusive = false, needs = [], ...texts } = definition;
  const info: CaseInfo = { ...texts, group: definition.id.slice(0, definition.id.indexOf('/')), needs };
  return { info, requires, supports, exclusive, run };
}
