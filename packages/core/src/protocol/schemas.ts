// zod/mini because bundlers can drop its unused parts: a fifth of zod remains, which is most of a cold start.
import { en } from 'zod/locales';
import * as z from 'zod/mini';

/** Body of `POST /init`. Only known fields are checked; null counts as absent. */
export const initRequest: z.ZodMiniType<InitRequest> = z.object({
  value: z.optional(
    z.object({
      name: z.nullish(z.string()),
      main: z.nullish(z.string()),
      code: z.nullish(z.string()),
      binary: z.nullish(z.boolean()),
      env: z.nullish(z.record(z.string(), z.unknown())),
    }),
  ),
});

/** The messages of issues; without them each is "Invalid input". */
export const messages: z.core.ParseContext<z.core.$ZodIssue> = { error: en().localeError };

/** Wire form of an init message. */
export interface InitRequest {
  value?: InitFields | undefined;
}

/** Wire form of the `value` of an init message. */
export interface InitFields {
  name?: string | null | undefined;
  main?: string | null | undefined;
  code?: string | null | undefined;
  binary?: boolean | null | undefined;
  env?: Record<string, unknown> | null | undefined;
}
