import { z } from 'zod';
import { isObjectOrArray } from './json.js';

/** Body of `POST /init`. Only known fields are looked at; null stands for an absent field. */
export const initRequest: z.ZodType<InitRequest> = z.object({
  value: z
    .object({
      name: z.string().nullish(),
      main: z.string().nullish(),
      code: z.string().nullish(),
      binary: z.boolean().nullish(),
      env: z.record(z.string(), z.unknown()).nullish(),
    })
    .optional(),
});

/** Body of `POST /run`; `value` is only looked at, not copied: it may be large. */
export const runRequest: z.ZodType<RunRequest> = z.object({
  value: z.custom<Record<string, unknown> | unknown[]>(isObjectOrArray).optional(),
});

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

/** Wire form of a run message, as far as it is fixed. */
export interface RunRequest {
  value?: Record<string, unknown> | unknown[] | undefined;
}
