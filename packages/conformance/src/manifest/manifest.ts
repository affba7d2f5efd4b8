import type { ActionCode } from './action-code.js';
import type { SampleName } from './sample-names.js';
import type { Support } from './supports.js';

/** A manifest that has been read: the code of its samples, and what the runtime supports. */
export interface Manifest {
  /** The name of the runtime, for reports. */
  readonly name?: string;
  /** The actions that cases use, by what they do; a case whose sample is missing is skipped. */
  readonly samples: Readonly<Partial<Record<SampleName, ActionCode>>>;
  /** What may be asked of it beyond the basics; cases of anything else are skipped. */
  readonly supports: ReadonlySet<Support>;
}
