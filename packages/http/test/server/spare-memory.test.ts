import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { jest } from '@jest/globals';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { spareMemory } from '../../src/server/spare-memory.js';

const NODE_24 = '13.6.233.17-node.26';
const NODE_20 = '11.3.244.8-node.30';
const HAS_MAGLEV = Number.parseInt(process.versions.v8, 10) >= 12;

/** A server with these options, and what it says to V8 in the time of some requests. */
const PROGRAM = `
import v8 from 'node:v8';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeRunner } from '@actionrunner/core';
import { serve } from '@actionrunner/http';
const [directory, options] = process.argv.slice(1);
const said = [];
v8.setFlagsFromString = (flag) => said.push(flag);
const { close } = await serve(new NativeRunner({ directory }), { port: 0, host: '127.0.0.1', ...JSON.parse(options) });
const early = [...said];
await sleep(500);
await close();
console.log(JSON.stringify({ early, said }));
`;

function runServer(options: object, flags: readonly string[] = []): unknown {
  const args = [...flags, '--input-type=module', '-e', PROGRAM, temporaryDirectory(), JSON.stringify(options)];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { PATH: process.env['PATH'] ?? '' },
    encoding: 'utf8',
    timeout: 240_000,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('spareMemory', () => {
  const setFlags = jest.spyOn(v8, 'setFlagsFromString');

  beforeEach(() => {
    jest.useFakeTimers();
    setFlags.mockReset().mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  afterAll(() => {
    setFlags.mockRestore();
  });

  it('switches Maglev off, but not at once', () => {
    spareMemory(NODE_24, []);

    expect(setFlags).not.toHaveBeenCalled();
    jest.runAllTimers();
    expect(setFlags.mock.calls).toEqual([['--no-maglev']]);
  });

  it.each([
    { of: 'a V8 that does not use it', version: NODE_20, flags: [] },
    { of: 'a user who wants it', version: NODE_24, flags: ['--maglev'] },
    { of: 'a user who has switched it off', version: NODE_24, flags: ['--expose-gc', '--no-maglev'] },
    { of: 'a user who spells it as V8 does', version: NODE_24, flags: ['--nomaglev'] },
  ])('changes no flag of $of', ({ version, flags }) => {
    spareMemory(version, flags);
    jest.runAllTimers();

    expect(setFlags).not.toHaveBeenCalled();
  });
});

it('is for a server that has its process for itself', () => {
  const said = HAS_MAGLEV ? ['--no-maglev'] : [];

  expect(runServer({})).toEqual({ early: [], said });
  expect(runServer({}, ['--maglev'])).toEqual({ early: [], said: [] });
  expect(runServer({ signals: false })).toEqual({ early: [], said: [] });
});
