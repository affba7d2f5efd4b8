import { z } from 'zod';
import { SAMPLES, type SampleName } from './sample-names.js';
import { SUPPORTS, type Support } from './supports.js';

/** A sample action as the file has it. */
export interface ActionEntry {
  readonly code?: string | undefined;
  readonly file?: string | undefined;
  readonly main?: string | undefined;
  readonly binary?: boolean | undefined;
}

/** `conformance.json`. */
export interface ManifestFile {
  readonly $schema?: string | undefined;
  readonly name?: string | undefined;
  readonly actions?: Readonly<Partial<Record<SampleName, ActionEntry | undefined>>> | undefined;
  readonly supports?: Readonly<Partial<Record<Support, boolean | undefined>>> | undefined;
}

/** Creates the schema of `conformance.json`. */
export function createManifestSchema(): z.ZodType<ManifestFile> {
  const entry = z.strictObject({
    code: z.string().describe('The code as text, or base64 of a zip if binary is true.').optional(),
    file: z
      .string()
      .min(1)
      .describe('A file with the code, relative to the manifest. With binary, its bytes are sent as base64.')
      .optional(),
    main: z.string().min(1).describe('The entry point, as in the init message; main by default.').optional(),
    binary: z.boolean().describe('Whether the code is a zip; false by default.').optional(),
  });
  const actions = mapValues(SAMPLES, (does) => entry.optional().describe(`An action that ${does}.`));
  const supports = mapValues(SUPPORTS, (means) => z.boolean().optional().describe(`${means}.`));
  return z
    .strictObject({
      $schema: z.string().describe('Where the schema of this file is, for editors.').optional(),
      name: z.string().min(1).describe('The name of the runtime, for reports.').optional(),
      actions: z
        .strictObject(actions)
        .describe(
          'Sample actions in the language of the runtime, by what they do. Where it supports executables, those that are not named are scripts of the kit for /bin/sh.',
        )
        .optional(),
      supports: z
        .strictObject(supports)
        .describe('What the runtime supports. What is not named, it does not support.')
        .optional(),
    })
    .describe('What the conformance kit needs to know about a runtime.');
}

/** The JSON schema of `conformance.json`, as it is published. */
export function createJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(createManifestSchema(), { io: 'input' });
}

function mapValues<Key extends string, Value>(
  texts: Readonly<Record<Key, string>>,
  map: (text: string) => Value,
): Record<Key, Value> {
  return Object.fromEntries(Object.entries<string>(texts).map(([key, text]) => [key, map(text)])) as Record<Key, Value>;
}
