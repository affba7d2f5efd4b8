import { performance } from 'node:perf_hooks';
import { postRequest } from './connection.mjs';
import { initMessage, runMessage } from './messages.mjs';
import { Server } from './server.mjs';

/** Starts a server for a task and stops it afterwards. */
export async function withServer(server, context, task, stdout) {
  const process = await Server.start(server, context, stdout);
  try {
    return await task(process);
  } finally {
    await process.stop();
  }
}

/** Sends a server its action, once it accepts connections. @returns the ms from the first byte sent to the answer */
export async function init(process, message) {
  return await timed(process, '/init', initMessage(message));
}

/** One activation over a connection of its own. @returns its ms */
export async function run(process, value = {}) {
  return await timed(process, '/run', runMessage(value));
}

/** The same as {@link run}. @returns the parsed answer */
export async function ask(process, value) {
  const connection = await process.connect();
  try {
    return JSON.parse((await connection.send(postRequest('/run', runMessage(value)))).toString());
  } finally {
    connection.close();
  }
}

async function timed(process, route, body) {
  const request = postRequest(route, body);
  const connection = await process.connect();
  try {
    const start = performance.now();
    await connection.send(request);
    return performance.now() - start;
  } finally {
    connection.close();
  }
}
