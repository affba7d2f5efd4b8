import { parseJson } from '../invoke/parse-json.js';

/** A named fact about an activation, as the platform keeps it. */
export interface Annotation {
  readonly key: string;
  readonly value: unknown;
}

/**
 * How an activation ended: `success`, or with an error of the `application` (its result), the `developer` (the action is broken), or the
 * runtime itself.
 */
export type ActivationStatus = 'success' | 'application error' | 'action developer error' | 'whisk internal error';

/** The platform's number of each {@link ActivationStatus}. */
export const STATUS_CODES: Readonly<Record<ActivationStatus, number>> = {
  success: 0,
  'application error': 1,
  'action developer error': 2,
  'whisk internal error': 3,
};

/** An activation as the platform records it (openwhisk, `WhiskActivation`), without its result. Times in milliseconds. */
export interface ActivationFacts {
  readonly activationId: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  /** Since 1970. */
  readonly start: number;
  /** Since 1970. */
  readonly end: number;
  /** Of the init, if there was one, and the run. */
  readonly duration: number;
  /** Lines as `TIME stream: text`. */
  readonly logs: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly response: {
    readonly status: ActivationStatus;
    readonly statusCode: number;
    readonly success: boolean;
  };
}

/** A stored activation. */
export interface ActivationRecord extends ActivationFacts {
  readonly response: ActivationFacts['response'] & { readonly result: unknown };
}

/**
 * Encodes a record. The result stays as it was answered, with all digits of its numbers: it is the end of the text.
 * @param result a JSON text
 */
export function encodeRecord(facts: ActivationFacts, result: string): string {
  return `${encodeHead(facts)}${result}}}\n`;
}

/** Decodes a record. @returns undefined for anything else */
export function decodeRecord(text: string): ActivationRecord | undefined {
  const record = parseJson(text) as Partial<ActivationRecord> | null | undefined;
  const isRecord = Array.isArray(record?.logs) && Array.isArray(record.annotations) && record.response !== undefined;
  return isRecord ? (record as ActivationRecord) : undefined;
}

/** Finds the result in the text of a record. @returns a JSON text */
export function resultOf({ response, ...facts }: ActivationRecord, text: string): string {
  const { result: _, ...status } = response;
  return text.slice(encodeHead({ ...facts, response: status }).length, text.lastIndexOf('}}'));
}

function encodeHead({ response, ...facts }: ActivationFacts): string {
  return `${JSON.stringify({ ...facts, response }).slice(0, -2)},"result":`;
}

/** Reads an annotation. */
export function annotationOf(record: Pick<ActivationFacts, 'annotations'>, key: string): unknown {
  return record.annotations.find((annotation) => annotation.key === key)?.value;
}
