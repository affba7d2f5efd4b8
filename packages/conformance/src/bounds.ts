/** What the kit reads of an answer; a longer one fails the case. The largest result of the public test kit has 1 MiB. */
export const MAX_ANSWER_BYTES: number = 16 * 1024 * 1024;

/** What is kept of each log stream of a runtime between two looks at it. */
export const MAX_KEPT_LOG_BYTES: number = 16 * 1024 * 1024;

/** What a runtime may write to its logs in one case before it is killed. */
export const MAX_LOG_BYTES: number = 128 * 1024 * 1024;

/** Characters of each text of the evidence. */
const MAX_EVIDENCE_LENGTH = 4_000;

/** Exchanges that the evidence shows. */
export const MAX_EVIDENCE_REQUESTS = 12;

/** How long a runtime has to listen on its port. */
export const START_LIMIT_MS = 15_000;

/** How long an answer may take, unless the case says otherwise. */
export const ANSWER_LIMIT_MS = 10_000;

/** How long a frame may take to arrive after the answer. */
export const FRAME_LIMIT_MS = 2_000;

/** How long all of a case may take. */
export const CASE_LIMIT_MS = 60_000;

/** A text for people, with its middle left out if it is long. */
export function shorten(text: string, length: number = MAX_EVIDENCE_LENGTH): string {
  if (text.length <= length) return text;
  const half = Math.floor(length / 2);
  return `${text.slice(0, half)}… ${text.length - 2 * half} characters …${text.slice(-half)}`;
}
