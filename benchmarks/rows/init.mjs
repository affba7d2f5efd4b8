import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildZip } from '../../test/support/zip-builder.js';
import { postRequest } from '../lib/connection.mjs';
import { initMessage } from '../lib/messages.mjs';
import { Server } from '../lib/server.mjs';
import { ours } from '../lib/servers.mjs';

const MB = 1_000_000;
const EXECUTABLE = { name: 'exec', data: fs.readFileSync(new URL('../actions/hello.sh', import.meta.url)) };

/** The archive, made once for all targets of a row. */
const archives = new Map();

function archive(name, files, { quick }) {
  if (!archives.has(name)) archives.set(name, buildZip([EXECUTABLE, ...files(quick ? 0.1 : 1)]));
  return archives.get(name);
}

/** One file that cannot be compressed, and so is stored. */
function bigFile(scale) {
  return [{ name: 'model.bin', data: randomBytes(48 * MB * scale), method: 0 }];
}

/** Text files in 50 folders, which shrink to three quarters. */
function smallFiles(scale) {
  const size = (48 * MB) / 5000;
  const count = 5000 * scale;
  return Array.from({ length: count }, (_, file) => ({
    name: `package-${file % 50}/module-${file}.py`,
    data: randomBytes(size).toString('base64'),
  }));
}

/** The base: the usual tool on the same file. */
function unpacker(name, files) {
  return {
    label: 'unzip -q',
    open(context) {
      const { directory, tools } = context;
      const file = path.join(directory, 'archive.zip');
      fs.writeFileSync(file, archive(name, files, context));
      return {
        async measure() {
          const target = fs.mkdtempSync(path.join(directory, 'out-'));
          const command = tools.unzip
            ? ['unzip', '-q', file, '-d', target]
            : ['python3', '-m', 'zipfile', '-e', file, target];
          const start = performance.now();
          const [status] = await once(spawn(command[0], command.slice(1), { stdio: 'ignore' }), 'exit');
          const value = performance.now() - start;
          fs.rmSync(target, { recursive: true });
          if (status !== 0) throw new Error(`${command.join(' ')}: exit status ${status}`);
          return { value };
        },
      };
    },
  };
}

/** The whole /init with the archive as base64, by a fresh server each time. */
function init(server, name, files) {
  return {
    ...server,
    open(context) {
      const code = archive(name, files, context).toString('base64');
      const request = postRequest('/init', initMessage({ binary: true, code }));
      return {
        async measure() {
          const directory = fs.mkdtempSync(path.join(context.directory, 'action-'));
          const process = await Server.start(
            (port) => server.command({ ...context, directory }, port),
            context.directory,
          );
          try {
            const connection = await process.connect();
            const idle = process.memory()?.now;
            const start = performance.now();
            await connection.send(request);
            const value = performance.now() - start;
            const memory = idle && process.memory().peak - idle;
            connection.close();
            return { value, memory };
          } finally {
            await process.stop();
            fs.rmSync(directory, { recursive: true });
          }
        },
      };
    },
  };
}

/** Init with a large archive. */
export const initRows = [
  { name: 'init-big-file', what: 'one big file', files: bigFile },
  { name: 'init-small-files', what: '5,000 small files', files: smallFiles },
].map(({ name, what, files }) => ({
  name,
  title: `/init with a zip of 48 MB: ${what}`,
  measures: 'time',
  unit: 'ms',
  needs: ['unpacker'],
  rounds: { full: 7, quick: 3 },
  targets: [unpacker(name, files), init(ours('native'), name, files)],
  note: 'Ours also receives the archive over HTTP as 64 MB of JSON and checks it.',
}));
