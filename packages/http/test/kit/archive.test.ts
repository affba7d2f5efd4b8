import { buildZip, type ZipEntry } from '../../../../test/support/zip-builder.js';
import { init, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { startServer, stubRunner } from '../support/servers.js';

/** A server as in the skeleton image, with the action of an archive. */
async function serveArchive(entries: readonly ZipEntry[]) {
  const runner = await stubRunner();
  const server = await startServer(runner);
  const answer = await init(server.url, { code: buildZip(entries).toString('base64'), binary: true });
  return Object.assign(server, { directory: runner.directory, answer });
}

test('a zip with exec, data and nested files runs in its directory', async () => {
  const { url, logs, directory, answer } = await serveArchive([
    { name: 'exec', data: '#!/bin/sh\necho "[\\"$PWD\\",\\"$(cat data.txt)\\",\\"$(cat lib/deep/more.txt)\\",$1]"\n' },
    { name: 'data.txt', data: 'data' },
    { name: 'lib/' },
    { name: 'lib/deep/more.txt', data: 'more' },
  ]);

  expect(answer.status).toBe(200);
  expect((await run(url, { a: 1 })).json).toEqual([directory, 'data', 'more', { a: 1 }]);
  expect(logs.stdout + logs.stderr).toBe(FRAME.repeat(2));
});

test('modes are kept: a helper stays executable, and exec becomes it', async () => {
  const { url, logs } = await serveArchive([
    { name: 'exec', data: '#!/bin/sh\nbin/helper; stat -c "[%a]" data.txt\n', mode: 0o600 },
    { name: 'bin/helper', data: '#!/bin/sh\necho helped\n', mode: 0o750 },
    { name: 'data.txt', data: 'data', mode: 0o640 },
  ]);

  expect((await run(url)).json).toEqual([640]);
  expect(logs.stdout).toBe(`helped\n${FRAME}`);
});

test('an exec that is a link to a file of the archive runs', async () => {
  const { url, answer } = await serveArchive([
    { name: 'exec', link: 'bin/main' },
    { name: 'bin/main', data: '#!/bin/sh\necho "$1"\n', mode: 0o755 },
  ]);

  expect(answer.status).toBe(200);
  expect((await run(url, [1])).json).toEqual([1]);
});

test('a zip without exec fails the init: nothing else runs in its place', async () => {
  const { url, logs, answer } = await serveArchive([{ name: 'data.txt', data: 'data' }]);

  const error = 'Zip file does not include exec at its root, but "data.txt".';
  expect(answer).toMatchObject({ status: 502, json: { error } });
  expect(logs.stderr).toBe(`${error}\n${FRAME}`);
  expect((await run(url)).status).toBe(502);
});

test('an archive that is refused leaves its reason in the answer and, framed, on stderr', async () => {
  const { url, logs, answer } = await serveArchive([{ name: '../escape', data: 'x' }]);

  expect(answer.status).toBe(502);
  const { error } = answer.json as { error: string };
  expect(error).toContain('../escape');
  expect(logs.stdout).toBe(FRAME);
  expect(logs.stderr).toBe(`${error}\n${FRAME}`);
  expect((await run(url)).status).toBe(502);
});
