/** Where the skeleton image keeps the action. */
export const DEFAULT_DIRECTORY = '/action';

/** Environment variable with another action directory. */
export const DIRECTORY_VARIABLE = 'ACTIONRUNNER_DIRECTORY';

/** Name of the executable that runs an activation, below the action directory. */
export const DEFAULT_BINARY = 'exec';
