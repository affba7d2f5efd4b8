import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { init, run, withServer } from '../lib/fresh-server.mjs';
import { naive, ours, peer } from '../lib/servers.mjs';

const MB = 1_000_000;
/** By default ours keeps 10 MiB of the logs of an activation and drops the rest. */
const LIMIT = ['--max-log-bytes', `${1000 * MB}`];

const ARRIVAL_LIMIT_MS = 120_000;
const RETRY_MS = 2;

/** The base: the same bytes through two processes. The second stands for the platform that reads our logs. */
function pipeline(block) {
  return {
    label: 'spew | cat | cat > /dev/null',
    open: ({ programs, quick }) => ({
      async measure() {
        const script = `"$0" ${bytes(quick)} ${block} | cat | cat > /dev/null`;
        const start = performance.now();
        const child = spawn('sh', ['-c', script, programs.spew], { stdio: 'ignore' });
        await once(child, 'exit');
        return { speed: speed(quick, performance.now() - start) };
      },
    }),
  };
}

/** One activation that writes the bytes; a fresh server each time, so that its peak of memory is that of this activation. */
function logged(server, block) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const { directory, programs, quick } = context;
        const script = `#!/bin/bash\n'${programs.spew}' ${bytes(quick)} ${block}\necho '{}'\n`;
        if (!server.peer) fs.writeFileSync(path.join(directory, 'exec'), script, { mode: 0o755 });
        const reader = readLogs(directory);
        const task = (process) => {
          fs.closeSync(reader.input); // the server has it now: the reader ends with the server
          return measureRun(process, script, quick, reader);
        };
        return await withServer(server, context, task, reader.input);
      },
    }),
  };
}

/** Until it is answered and all is logged: a server may answer first. */
async function measureRun(process, code, quick, reader) {
  await init(process, { code });
  const idle = process.memory().now;
  const before = process.cpu();
  const start = performance.now();
  await run(process);
  await reader.read(bytes(quick));
  const milliseconds = performance.now() - start;
  const { peak } = process.memory();
  return {
    speed: speed(quick, milliseconds),
    peakOverIdle: peak - idle,
    cpuPerMegabyte: ((process.cpu().own - before.own) * 1000) / (bytes(quick) / MB),
  };
}

/** Reads what a server logs, from a real pipe as a platform does: Node's own "pipe" would be a socket. */
function readLogs(directory) {
  const fifo = path.join(directory, 'logs');
  execFileSync('mkfifo', [fifo]);
  const reader = spawn('cat', [fifo], { stdio: 'ignore' });
  const input = fs.openSync(fifo, 'w');
  fs.unlinkSync(fifo);
  const count = () => Number(/^rchar: (\d+)$/m.exec(fs.readFileSync(`/proc/${reader.pid}/io`, 'utf8'))?.[1]);
  /** Settles when so many bytes were read. */
  const read = async (expected) => {
    for (const limit = Date.now() + ARRIVAL_LIMIT_MS; count() < expected; await sleep(RETRY_MS)) {
      if (Date.now() > limit) throw new Error(`${count()} bytes of ${expected} were logged`);
    }
  };
  return { input, read };
}

function bytes(quick) {
  return (quick ? 2 : 200) * MB;
}

function speed(quick, milliseconds) {
  return bytes(quick) / MB / (milliseconds / 1000);
}

/** Logs of an activation. */
export const logsRows = [4096, 100].map((block) => ({
  name: `logs-${block}`,
  title: `200 MB of 100-byte lines to the logs, in writes of ${block} bytes`,
  figures: ['speed', 'peakOverIdle', 'cpuPerMegabyte'],
  needs: ['gcc'],
  rounds: { full: 7, quick: 3 },
  targets: [
    pipeline(block),
    logged(naive(), block),
    logged(peer('flask'), block),
    logged(ours('native', { args: LIMIT }), block),
  ],
}));
