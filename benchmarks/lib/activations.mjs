import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ask, init } from './fresh-server.mjs';
import { load } from './load.mjs';
import { runMessage } from './messages.mjs';
import { Server } from './server.mjs';

/** The figures of activations one after the other, and of concurrent ones. */
export const SEQUENTIAL = ['p50', 'p99', 'cpu', 'cpuAll'];
export const CONCURRENT = ['rate', 'p50', 'p99', 'cpu', 'cpuAll'];

/**
 * A target that measures activations: a server that is started and initialized once, and then asked in every round.
 * @param server one of servers.mjs
 * @param action one of place.mjs, with `value`, the parameters for the context; and `result`, which checks an answer, parsed
 * @param count activations of a round
 * @param connections requests in flight
 * @param reconnects whether each request has a connection of its own
 */
export function activations(server, { action, count, connections = 1, reconnects = false }) {
  return {
    ...server,
    async open(context) {
      const process = await startInitialized(server, context, action);
      const { closes } = server;
      const number = context.quick ? Math.max(connections, Math.ceil(count / 50)) : count;
      const body = runMessage(action.value(context));
      const measure = () => load(process, context, { body, count: number, connections, closes, reconnects });
      // Not measured: the first requests run code that is not compiled yet.
      await measure();
      return { measure, close: () => process.stop() };
    },
  };
}

/** A server that has its action and gave the right answer once. */
export async function startInitialized(server, context, action) {
  const process = await startWithAction(server, context, action);
  try {
    const answer = await ask(process, action.value(context));
    if (!action.result(answer, context))
      throw new Error(`${server.label} answered ${JSON.stringify(answer).slice(0, 200)}`);
    return process;
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/**
 * A server that has its action and no activation behind it.
 * @param idleMs how long it listens before its init
 */
export async function startWithAction(server, context, action, idleMs = 0) {
  // A proxy of others finds an empty folder.
  if (!server.peer) action.place(context);
  const process = await Server.start(server, context);
  try {
    if (idleMs > 0) {
      (await process.connect()).close();
      await sleep(idleMs);
    }
    await init(process, server.peer ? action.init(context) : {});
    return process;
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** Whether an answer is these JSON values. */
export function equal(expected) {
  return (answer) => isDeepStrictEqual(answer, expected);
}
