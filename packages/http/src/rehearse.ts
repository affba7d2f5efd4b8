import { closeSync, openSync } from 'node:fs';
import { type ActionProxy, DescriptorLogSink } from '@actionrunner/core';
import { parsePlain } from './plain/parse-plain.js';
import { PlainReply, type ReplyConnection } from './plain/plain-reply.js';
import { type Answers, createAnswers } from './routing/handlers.js';
import { Traffic } from './server/traffic.js';

const ID = '0'.repeat(32);

/** Nobody looks at it: it only has to be there. */
const LIMIT_MS = 10_000;

/** Where the answer goes: nowhere. */
const CONNECTION: ReplyConnection = {
  socket: { destroyed: false } as ReplyConnection['socket'],
  formatLastFields: () => '',
  send: () => undefined,
};

/** How often: V8 gives a function its caches when it has run some times, and the first use of each fills them. */
const ROUNDS = 6;

const HTTP_OK = 200;

/** How long after the answer of an init the next round begins: an activation that follows at once comes first. */
const PAUSE_MS = 1;

/**
 * Answers requests that nobody has sent, in the form in which platforms send them: the first one after them finds code that has run before. The
 * first is answered at once, the others while there is no request. None follows the first one that arrives, or the first activation if this is
 * called while an init is answered.
 * @param proxy its own state and logs, and its action, are left alone
 * @param traffic the requests that it has
 * @returns the statuses of the answers; undefined if its runner has no understudy
 */
export async function rehearse(proxy: ActionProxy, traffic: Traffic): Promise<number[] | undefined> {
  const { arrivals } = traffic;
  const nowhere = openSync('/dev/null', 'r+');
  try {
    const logs = new DescriptorLogSink({ stdout: nowhere, stderr: nowhere });
    const understudy = await proxy.createUnderstudy(logs, () => traffic.arrivals === 0);
    if (!understudy) {
      return undefined;
    }
    const { run } = createAnswers(understudy, { onFailure: 'discard' }, new Traffic());
    const statuses = [await answerOnce(run)];
    while (statuses.length < ROUNDS && statuses.at(-1) === HTTP_OK && (await isQuiet(traffic, arrivals))) {
      statuses.push(await answerOnce(run));
    }
    return statuses;
  } finally {
    closeSync(nowhere);
  }
}

/** Waits for the end of the init. @returns whether no request has come since there were `arrivals` */
async function isQuiet(traffic: Traffic, arrivals: number): Promise<boolean> {
  if (traffic.open > 0 && traffic.arrivals === arrivals) {
    await traffic.waitUntilIdle();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return traffic.arrivals === arrivals;
}

async function answerOnce(run: Answers['run']): Promise<number> {
  const context = { namespace: 'guest', action_name: '/guest/rehearsal', action_version: '0.0.1' };
  const deadline = `${Date.now() + LIMIT_MS}`;
  const body = JSON.stringify({ value: {}, ...context, activation_id: ID, transaction_id: ID, deadline });
  const head = `POST /run HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
  const request = parsePlain(Buffer.from(head + body), body.length);
  const reply = new PlainReply(CONNECTION);
  await run(request?.body ?? Buffer.alloc(0), reply);
  return reply.statusCode;
}
