import * as z from 'zod';

/** The schema of a JSON text, which becomes its value. */
export const jsonText: z.ZodType<unknown, string> = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('it is not JSON');
    return z.NEVER;
  }
});
