/**
 * The platforms whose requirements are known.
 *
 * @example
 * ```js
 * import { PROFILES } from '@actionrunner/images';
 *
 * console.log(PROFILES.join(', ')); // openwhisk, knative, elyra, storlets
 * ```
 */
export const PROFILES = ['openwhisk', 'knative', 'elyra', 'storlets'] as const;

/** One of {@link PROFILES}. */
export type Profile = (typeof PROFILES)[number];
