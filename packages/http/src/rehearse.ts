import type { ActionProxy } from '@actionrunner/core';
import { parsePlain } from './plain/parse-plain.js';
import { PlainReply, type ReplyConnection } from './plain/plain-reply.js';
import { createAnswers } from './routing/handlers.js';
import { Traffic } from './server/traffic.js';

const ID = '0'.repeat(32);

/** Nobody looks at it: it only has to be there. */
const LIMIT_MS = 1_000;

/** Where the answer goes: nowhere. */
const CONNECTION: ReplyConnection = {
  socket: { destroyed: false } as ReplyConnection['socket'],
  formatLastFields: () => '',
  send: () => undefined,
};

/**
 * Answers a request that nobody has sent, in the form in which platforms send them: the first one after it finds code that has run before.
 * @param understudy a proxy whose runner starts nothing
 * @returns the status of the answer
 */
export async function rehearse(understudy: ActionProxy): Promise<number> {
  const context = { namespace: 'guest', action_name: '/guest/rehearsal', action_version: '0.0.1' };
  const deadline = `${Date.now() + LIMIT_MS}`;
  const body = JSON.stringify({ value: {}, ...context, activation_id: ID, transaction_id: ID, deadline });
  const head = `POST /run HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const request = parsePlain(Buffer.from(head + body), body.length);
  const reply = new PlainReply(CONNECTION);
  const { run } = createAnswers(understudy, { onFailure: 'discard' }, new Traffic());
  await run(request?.body ?? Buffer.alloc(0), reply);
  return reply.statusCode;
}
