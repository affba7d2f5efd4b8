import type { ActionCode } from './action-code.js';
import type { SampleName } from './sample-names.js';
import type { Support } from './supports.js';

/** A manifest that has been read: the code of its samples, and what the runtime supports. */
export interface Manifest {
  /** The name of the runtime, for reports. */
  readonly name?: string;
  readonly samples: Readonly<Partial<Record<SampleName, ActionCode>>>;
  readonly supports: ReadonlySet<Support>;
}
