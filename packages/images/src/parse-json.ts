// zod/mini, as in @actionrunner/core: bundlers can drop its unused parts.
import { en } from 'zod/locales';
import * as z from 'zod/mini';

/** The messages of issues; without them each is "Invalid input". */
const messages: z.core.ParseContext<z.core.$ZodIssue> = { error: en().localeError };

/** What came of a text: its value, or the first thing that is wrong with it. */
export type ParsedText<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly issue: z.core.$ZodIssue | undefined };

const jsonText = z.pipe(
  z.string(),
  z.transform((text, { issues }): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      issues.push({ code: 'custom', message: 'it is not JSON', input: text });
      return z.NEVER;
    }
  }),
);

/** Parses a JSON text and checks its value against a schema. */
export function parseJson<T>(text: string, schema: z.ZodMiniType<T>): ParsedText<T> {
  const { success, data, error } = z.pipe(jsonText, schema).safeParse(text, messages);
  return success ? { success, data } : { success, issue: error.issues[0] };
}
