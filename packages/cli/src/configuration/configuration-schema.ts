import * as z from 'zod/mini';

/** The longest limit that a timer can have, in milliseconds. */
const MAX_TIMEOUT_MS = 2_147_483_647;

const MAX_MEMORY_MB = 1_048_576;
const MAX_LOGS_MB = 1024;

const TEXT = z.string('must be text').check(z.minLength(1, 'must not be empty'));

const LIMITS = z.strictObject(
  {
    timeout: describe(
      wholeNumber(MAX_TIMEOUT_MS, 'milliseconds'),
      'Time limit of the init and of each activation, in milliseconds.',
    ),
    memory: describe(wholeNumber(MAX_MEMORY_MB, 'megabytes'), 'Memory of a container (--image), in megabytes.'),
    logs: describe(
      wholeNumber(MAX_LOGS_MB, 'megabytes'),
      'Logs of one activation, both streams together, in megabytes: the rest is dropped. Not for a container.',
    ),
  },
  'must be an object',
);

const ENV = z.record(
  z.string().check(z.regex(/^[^=\0]+$/, 'must be a name without an equals sign')),
  z.string('must be text').check(z.regex(/^[^\0]*$/, 'must not have a NUL character')),
  'must be an object of texts',
);

/** Each message continues the name of what is wrong, as in `main must be text`. */
const FILE = z.strictObject(
  {
    $schema: describe(TEXT, 'The schema of this file, for editors.'),
    runner: describe(
      TEXT,
      'The runner, as of --runner: a name, interpreter:COMMAND, or the path of a module, relative to this file.',
    ),
    main: describe(TEXT, 'The entry point, as of --main.'),
    env: describe(ENV, 'Environment variables of the init, as of --env.'),
    parameters: describe(
      z.record(z.string(), z.unknown(), 'must be an object'),
      'Parameters of each activation, which those of the command line or of a request override.',
    ),
    limits: describe(LIMITS, 'Limits, as on the platform.'),
  },
  'must be an object',
);

/** A configuration, as in its file. */
export interface Configuration {
  $schema?: string | undefined;
  runner?: string | undefined;
  main?: string | undefined;
  env?: Record<string, string> | undefined;
  parameters?: Record<string, unknown> | undefined;
  limits?: { timeout?: number | undefined; memory?: number | undefined; logs?: number | undefined } | undefined;
}

/** What `actionrunner.json` may have. */
export const CONFIGURATION: z.ZodMiniType<Configuration> = FILE;

/** The members that a user writes: of the file, and of its limits. */
export const MEMBERS: { readonly file: readonly string[]; readonly limits: readonly string[] } = {
  file: Object.keys(FILE.shape).filter((name) => name !== '$schema'),
  limits: Object.keys(LIMITS.shape),
};

/** Encodes the schema as the JSON schema that editors read. */
export function encodeSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(CONFIGURATION);
  const title = 'Configuration of actionrunner: invoke, dev, build and serve';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}

function wholeNumber(max: number, unit: string) {
  const message = `must be a whole number of ${unit} from 1 to ${max}`;
  return z.int(message).check(z.minimum(1, message), z.maximum(max, message));
}

function describe<T extends z.ZodMiniType>(schema: T, description: string): z.ZodMiniOptional<T> {
  return z.optional(schema.check(z.describe(description)) as T);
}
