import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { postRequest } from '../lib/connection.mjs';
import { initMessage, runMessage } from '../lib/messages.mjs';
import { Server } from '../lib/server.mjs';
import { naive, ours } from '../lib/servers.mjs';

const MB = 1_000_000;

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
        return { value: rate(quick, start) };
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
        fs.writeFileSync(path.join(directory, 'exec'), script, { mode: 0o755 });
        const reader = readLogs(directory);
        const process = await Server.start((port) => server.command(context, port), directory, reader.input);
        fs.closeSync(reader.input);
        try {
          const connection = await process.connect();
          await connection.send(postRequest('/init', initMessage()));
          const idle = process.memory()?.now;
          const start = performance.now();
          await connection.send(postRequest('/run', runMessage({})));
          const value = rate(quick, start);
          const memory = idle && process.memory().peak - idle;
          connection.close();
          return { value, memory };
        } finally {
          await process.stop();
          await reader.ended;
        }
      },
    }),
  };
}

/** Reads what a server logs, from a real pipe as a platform does: Node's own "pipe" would be a socket. */
function readLogs(directory) {
  const fifo = path.join(directory, 'logs');
  execFileSync('mkfifo', [fifo]);
  const reader = spawn('cat', [fifo], { stdio: 'ignore' });
  const input = fs.openSync(fifo, 'w');
  fs.unlinkSync(fifo);
  return { input, ended: once(reader, 'exit') };
}

function bytes(quick) {
  return (quick ? 20 : 200) * MB;
}

function rate(quick, start) {
  return bytes(quick) / MB / ((performance.now() - start) / 1000);
}

/** Logs of an activation. */
export const logsRows = [4096, 100].map((block) => ({
  name: `logs-${block}`,
  title: `200 MB of 100-byte lines to the logs, written ${block} bytes per write`,
  measures: 'rate',
  unit: 'MB/s',
  higherIsBetter: true,
  needs: ['gcc'],
  rounds: { full: 7, quick: 3 },
  targets: [pipeline(block), logged(naive, block), logged(ours('native'), block)],
}));
