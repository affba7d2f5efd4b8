/** The sentence of the platform. */
export const INVALID = 'The action did not return a dictionary or array.';
