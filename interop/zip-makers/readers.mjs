/** What delivers or reads an archive, each with one answer in words. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { NativeRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http';
import { describeArrival } from '../project.mjs';

/** What the action and the runtime log: nothing of it is looked at. */
const SILENT = { write: () => undefined, frame: () => undefined };

const PYTHON = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    archive.extractall(sys.argv[2])
`;

/** Delivers an archive as the platform does, and runs it. */
export async function deliver(archive, folder, binary) {
  fs.mkdirSync(folder);
  const runner = new NativeRunner({ directory: folder, binary });
  const server = await serve(runner, { host: '127.0.0.1', port: 0, environment: {}, signals: false, logs: SILENT });
  try {
    const code = fs.readFileSync(archive).toString('base64');
    const init = await post(`${server.url}/init`, { value: { code, binary: true, main: 'main' } });
    if (init.status !== 200) return `${init.status}: ${init.body.error}`;
    const run = await post(`${server.url}/run`, { value: {} });
    const arrival = describeArrival(folder);
    return run.body.ok === true ? arrival : `${arrival}; the run fails: ${run.body.error}`;
  } finally {
    await server.close();
  }
}

async function post(url, body) {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });
  return { status: response.status, body: await response.json() };
}

/** Unpacks with Info-ZIP. */
function unzip(archive, folder) {
  const { status, stdout, stderr } = spawnSync('unzip', ['-qo', archive, '-d', folder], { encoding: 'utf8' });
  const exit = status === 0 ? '' : `; exit ${status}`;
  if (!fs.existsSync(folder)) return `nothing${exit}: ${(stderr + stdout).trim().split('\n')[0]}`;
  return `${describeArrival(folder)}${exit}`;
}

/** Unpacks with Python. */
function python(archive, folder) {
  const { status, stderr } = spawnSync('python3', ['-c', PYTHON, archive, folder], { encoding: 'utf8' });
  return status === 0 ? describeArrival(folder) : (stderr.trim().split('\n').at(-1) ?? '');
}

/** Unpacks with Go, by the program in this folder. */
function go(archive, folder, program) {
  const { status, stderr } = spawnSync(program, [archive, folder], { encoding: 'utf8' });
  return status === 0 ? describeArrival(folder) : stderr.trim();
}

/** The other readers, by the columns of the table, with the command that each needs. */
export const READERS = [
  { id: 'unzip', command: 'unzip', read: unzip },
  { id: 'python', command: 'python3', read: python },
  { id: 'go', command: 'go', read: go },
];
