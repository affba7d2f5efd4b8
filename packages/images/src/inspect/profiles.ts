/** The platforms whose requirements are known. */
export const PROFILES = ['openwhisk', 'knative', 'elyra', 'storlets'] as const;

/** One of {@link PROFILES}. */
export type Profile = (typeof PROFILES)[number];
