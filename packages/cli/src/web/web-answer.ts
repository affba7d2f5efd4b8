import { messageOf } from '@actionrunner/core/internal';
import { type EntryAnswer, toAnswer } from '@actionrunner/http/internal';
import { formatJson } from '../invoke/format-json.js';
import { WebError } from './web-error.js';
import type { Extension } from './web-request.js';

/** Members that describe a response. */
const RESPONSE_MEMBERS = ['statusCode', 'headers', 'body'];

const NOTHING = Buffer.alloc(0);

type Members = Readonly<Record<string, unknown>>;

/** An HTTP response, and what its author should know. */
export interface WebAnswer extends EntryAnswer {
  readonly remark?: string;
}

/**
 * Maps the result of a web action to an HTTP response, as OpenWhisk's controller does (`WebActions.scala`).
 * @param result a JSON text
 * @throws WebError for a result that is not one
 */
export function toWebAnswer(result: string, extension: Extension): WebAnswer {
  const whole: unknown = JSON.parse(result);
  const failed = isObject(whole) && Object.hasOwn(whole, 'error');
  const value = failed ? whole['error'] : whole;
  switch (extension) {
    case 'http':
      return toHttp(value, result);
    case 'json':
      if (typeof value !== 'object' || value === null) {
        throw invalid('application/json', 'it must be an object or an array');
      }
      return send(failed ? JSON.stringify(value) : result, 'application/json');
    case 'html':
      return toMarkup(value, 'html', 'text/html');
    case 'svg':
      return toMarkup(value, 'svg', 'image/svg+xml');
    case 'text':
      return toText(value);
  }
}

function toHttp(value: unknown, result: string): WebAnswer {
  if (!isObject(value)) {
    throw invalid('message/http', 'it must be an object with statusCode, headers or body');
  }
  if (!RESPONSE_MEMBERS.some((name) => Object.hasOwn(value, name))) {
    return {
      status: 204,
      headers: {},
      body: NOTHING,
      remark: 'the result has neither statusCode, headers nor body, so a web action answers 204, without content',
    };
  }
  try {
    return toAnswer(Buffer.from(result));
  } catch (error) {
    throw invalid('message/http', messageOf(error));
  }
}

/** A page or a picture: the `body`, or the member with the name of the extension. */
function toMarkup(value: unknown, name: string, type: string): WebAnswer {
  const content = isObject(value) ? (value['body'] ?? value[name]) : value;
  if (typeof content !== 'string') {
    throw invalid(type, `its body or ${name} must be a text`);
  }
  return send(content, type);
}

function toText(value: unknown): WebAnswer {
  const content = isObject(value) ? (value['body'] ?? value['text']) : value;
  if (content === undefined) {
    throw new WebError(404, 'The result has neither body nor text.');
  }
  return send(typeof content === 'string' ? content : formatJson(JSON.stringify(content)), 'text/plain');
}

function send(text: string, type: string): WebAnswer {
  const contentType = type === 'application/json' ? type : `${type}; charset=utf-8`;
  return { status: 200, headers: { 'content-type': contentType }, body: Buffer.from(text) };
}

function invalid(type: string, reason: string): WebError {
  return new WebError(400, `Response is not valid '${type}': ${reason.replace(/\.$/, '')}.`);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
