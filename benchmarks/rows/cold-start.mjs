import * as fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import { postRequest } from '../lib/connection.mjs';
import { initMessage } from '../lib/messages.mjs';
import { Server } from '../lib/server.mjs';
import { ours, peer } from '../lib/servers.mjs';

const code = fs.readFileSync(new URL('../actions/hello.sh', import.meta.url), 'utf8');

/** A target that is started in every round: from the start of its process to the answer of the init. */
function coldStart(server) {
  return {
    ...server,
    open: (context) => ({
      async measure() {
        const start = performance.now();
        const process = await Server.start((port) => server.command(context, port), context.directory);
        try {
          const connection = await process.connect();
          await connection.send(postRequest('/init', initMessage({ code })));
          const value = performance.now() - start;
          connection.close();
          return { value };
        } finally {
          await process.stop();
          fs.rmSync(`${context.directory}/exec`, { force: true });
        }
      },
    }),
  };
}

/** Cold start. */
export const coldStartRows = [
  {
    name: 'cold-start',
    title: 'cold start: from exec of the server to the answer of /init with a text action',
    measures: 'time',
    unit: 'ms',
    rounds: { full: 21, quick: 3 },
    targets: [
      peer('bare-http.mjs', 'bare node:http server, answers at once'),
      peer('naive.mjs', 'naive: node:http + child_process.spawn'),
      ours('native'),
      ours('bash'),
    ].map(coldStart),
    note: 'Ours is unbundled here: node loads the command file by file, as npm installs it.',
  },
];
