import { performance } from 'node:perf_hooks';
import { isDeepStrictEqual } from 'node:util';
import { postRequest } from './connection.mjs';
import { initMessage, runMessage } from './messages.mjs';
import { Server } from './server.mjs';
import { median } from './statistics.js';

/**
 * A target that measures activations: a server that is started and initialized once, and then asked in every round.
 * @param server one of servers.mjs
 * @param place puts the action into the directory
 * @param value the parameters; a function when they are large
 * @param result checks an answer, parsed
 * @param count activations of a round
 * @param connections more than one: activations per second are measured, not the median time
 */
export function activations(server, { place, value, result, count, connections = 1 }) {
  return {
    ...server,
    async open(context) {
      await place(context);
      const process = await Server.start((port) => server.command(context, port), context.directory);
      const request = postRequest('/run', runMessage(value()));
      const number = context.quick ? Math.max(connections, Math.ceil(count / 10)) : count;
      const measure = () => connected(process, connections, (lines) => load(lines, request, number));
      await connected(process, 1, async ([line]) => {
        await line.send(postRequest('/init', initMessage()));
        const answer = JSON.parse((await line.send(request)).toString());
        if (!result(answer)) throw new Error(`${server.label} answered ${JSON.stringify(answer).slice(0, 200)}`);
      });
      // Not measured: the first requests run code that is not compiled yet.
      await measure();
      return { measure, close: () => process.stop() };
    },
  };
}

/** Whether an answer is these JSON values. */
export function equal(expected) {
  return (answer) => isDeepStrictEqual(answer, expected);
}

/** Opens connections for a task, since a server may close those that were idle while others were measured. */
async function connected(process, count, task) {
  const lines = [];
  try {
    while (lines.length < count) lines.push(await process.connect());
    return await task(lines);
  } finally {
    for (const line of lines) line.close();
  }
}

function load(lines, request, count) {
  return lines.length === 1 ? latency(lines[0], request, count) : throughput(lines, request, count);
}

async function latency(connection, request, count) {
  const times = [];
  for (let number = 0; number < count; number++) {
    const start = performance.now();
    await connection.send(request);
    times.push(performance.now() - start);
  }
  return { value: median(times) };
}

async function throughput(connections, request, count) {
  let left = count;
  const start = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      while (left-- > 0) await connection.send(request);
    }),
  );
  return { value: (count * 1000) / (performance.now() - start) };
}
