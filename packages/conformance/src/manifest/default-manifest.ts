import type { Manifest } from './manifest.js';
import { SHELL_SAMPLES } from './shell-samples.js';
import type { Support } from './supports.js';

/**
 * What a target without a manifest is taken for: a runtime of executables, as the skeleton image is, with samples for `/bin/sh`.
 *
 * @example
 * ```js
 * import { DEFAULT_MANIFEST } from '@actionrunner/conformance';
 *
 * console.log(DEFAULT_MANIFEST.supports.has('executables')); // true
 * ```
 */
export const DEFAULT_MANIFEST: Manifest = {
  samples: SHELL_SAMPLES,
  supports: new Set<Support>(['executables', 'archives', 'stub', 'context']),
};
