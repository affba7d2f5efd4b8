import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { performance } from 'node:perf_hooks';
import { buildZip } from '../../test/support/zip-builder.js';
import { init, withServer } from '../lib/fresh-server.mjs';
import { image, ours, peer } from '../lib/servers.mjs';

const SIZE = 36_000_000;
const EXECUTABLE = { name: 'exec', data: fs.readFileSync(new URL('../actions/hello.sh', import.meta.url)) };

/** The archive, made once for all targets of a row. */
const archives = new Map();

function archive(name, files, { quick }) {
  if (!archives.has(name)) archives.set(name, buildZip([EXECUTABLE, ...files(quick ? 0.01 : 1)]));
  return archives.get(name);
}

/** One file that cannot be compressed, and so is stored. */
function bigFile(scale) {
  return [{ name: 'model.bin', data: randomBytes(SIZE * scale), method: 0 }];
}

/** Text files in 50 folders, which shrink to three quarters. */
function smallFiles(scale) {
  const size = SIZE / 5000;
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
      const { tools } = context;
      const directory = fs.mkdtempSync(path.join(context.memory, 'unzip-'));
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
          const time = performance.now() - start;
          fs.rmSync(target, { recursive: true });
          if (status !== 0) throw new Error(`${command.join(' ')}: exit status ${status}`);
          return { time };
        },
      };
    },
  };
}

/** The whole /init with the archive as base64, by a fresh server each time. */
function unpackingInit(server, name, files) {
  return {
    ...server,
    open(context) {
      const code = archive(name, files, context).toString('base64');
      return {
        async measure() {
          const directory = fs.mkdtempSync(path.join(context.memory, 'action-'));
          const result = await withServer(server, { ...context, directory }, async (process) => {
            const time = await init(process, { binary: true, code });
            return { time, peak: process.memory().peak };
          });
          fs.rmSync(directory, { recursive: true });
          return result;
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
  title: `/init with a zip of 36 MB: ${what}`,
  figures: ['time', 'peak'],
  needs: ['unpacker'],
  rounds: { full: 7, quick: 3 },
  targets: [
    unpackingInit(peer('flask'), name, files),
    unpacker(name, files),
    unpackingInit(image('native'), name, files),
    unpackingInit(ours('native'), name, files),
  ],
  note: 'A server also receives the archive over HTTP, as 48 MB of JSON. The files are in memory (/dev/shm), not on a disk.',
}));
