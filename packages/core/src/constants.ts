/** Ends the logs of one activation, alone on its line, on stdout and on stderr (invoker: `ActivationSentinel`). */
export const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';

/** Prefix of the environment variables that carry the activation context. */
export const CONTEXT_PREFIX = '__OW_';

/** Longest `argv` string Linux accepts, in UTF-8 bytes without the final NUL (MAX_ARG_STRLEN - 1). */
export const MAX_ARGUMENT_BYTES = 131_071;

/** Longest value of an environment variable that is passed on, in UTF-8 bytes: name, `=` and NUL share MAX_ARG_STRLEN with it. */
export const MAX_VARIABLE_BYTES = 131_000;

/** What the variables of one message may take together: arguments and environment of a process have 2 MiB on Linux, a quarter of its stack. */
export const MAX_VARIABLES_BYTES = 1_048_576;

/** Where the skeleton image keeps the action. */
export const DEFAULT_DIRECTORY = '/action';

/** Environment variable with another action directory. */
export const DIRECTORY_VARIABLE = 'ACTIONRUNNER_DIRECTORY';

/** Name of the executable that runs an activation, below the action directory. */
export const DEFAULT_BINARY = 'exec';

/** Default bound for the number of entries of an archive. */
export const DEFAULT_MAX_ARCHIVE_ENTRIES = 50_000;

/** Default bound for the unpacked size of an archive: 512 MiB. */
export const DEFAULT_MAX_ARCHIVE_BYTES: number = 512 * 1024 * 1024;

/** Default bound for the result of one activation: 64 MiB. */
export const DEFAULT_MAX_RESULT_BYTES: number = 64 * 1024 * 1024;

/** Default bound for the logs of one activation, both streams together: 10 MiB, as the platform has it. */
export const DEFAULT_MAX_LOG_BYTES: number = 10 * 1024 * 1024;

/** Default bound for the activations that wait for their turn. */
export const DEFAULT_MAX_QUEUE = 1_000;
