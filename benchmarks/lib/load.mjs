import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';

const NS_PER_MS = 1e6;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Sends runs by our C client, which also checks that all answers are the same.
 * @param process the server, from server.mjs
 * @param body of each request
 * @param count requests in all
 * @param connections requests in flight
 * @param closes whether each request has a connection of its own, and asks the server to close it
 * @param reconnects whether each request has a connection of its own, without asking
 * @returns what a row with activations measures: the time of each and of all, in ms; processor time of the server for one, in µs
 */
export async function load(
  process,
  { programs, directory },
  { body, count, connections = 1, closes = false, reconnects = false },
) {
  const file = path.join(directory, 'run-message');
  fs.writeFileSync(file, body);
  const mode = closes ? ['close'] : reconnects ? ['reconnect'] : [];
  const args = [process.port, count, connections, file, ...mode].map(String);
  const before = process.cpu();
  const { stdout } = await promisify(execFile)(programs.load, args, { maxBuffer: MAX_OUTPUT_BYTES });
  const after = process.cpu();
  const { elapsed, latencies } = JSON.parse(stdout);
  const each = (kind) => ((after[kind] - before[kind]) * 1000) / count;
  return {
    latencies: latencies.map((nanoseconds) => nanoseconds / NS_PER_MS),
    rate: (count * 1000) / (elapsed / NS_PER_MS),
    cpu: each('own'),
    cpuAll: each('all'),
  };
}
