import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../../test/support/random.js';
import { repetitions } from '../../../../test/support/repetitions.js';
import { BashAction } from '../support/bash-action.js';

const linesOf = (name: string) =>
  readFileSync(join(__dirname, '../fixtures', name), 'utf8')
    .trim()
    .split('\n');

/** Each does something that a bash could do otherwise when it was started before, and prints what it sees. */
const PIECES = linesOf('bash-pieces.sh');

/** Each ends a script in another way. */
const ENDS = linesOf('bash-ends.sh');

const HEADS = ['#!/bin/bash', '#!/bin/bash -u', '#!/bin/bash -eu', '#!/usr/bin/env bash', ''];

function script(random: Random): string {
  const pieces = Array.from({ length: random.between(1, 4) }, () => random.pick(PIECES));
  return [random.pick(HEADS), ...pieces, random.pick(ENDS), ''].join('\n');
}

interface Outcome {
  init?: string | undefined;
  run: unknown;
  stdout: string;
  stderr: string;
}

async function outcome(isolation: 'process' | 'fork=strict', code: string): Promise<Outcome> {
  const action = new BashAction({ isolation });
  try {
    const env = { FROM_INIT: 'x y', g: 'of the env', size: 'of the env', kind: 'of the env', TMOUT: '9' };
    const init = await action.init(code, { env });
    const runs: unknown[] = [];
    for (const value of init === undefined ? [{ name: 'it\'s "✓"' }, {}] : []) {
      runs.push(await action.run(value).catch((error: Error) => error.message));
    }
    const plain = (text: string) =>
      text.replaceAll(action.directory, 'DIRECTORY').replace(/line \d+: +\d+ (?=Killed|Terminated)/g, 'line: ');
    return {
      init: init && plain(init),
      run: runs,
      stdout: plain(action.logs.stdout),
      stderr: plain(action.logs.stderr),
    };
  } finally {
    await action.close();
  }
}

test.each(Array.from({ length: repetitions(1, 8) }, (_, batch) => batch))(
  'scripts behave the same in a bash that waited for them: batch %i',
  async (batch) => {
    const random = new Random(1_000 + batch);
    for (let number = 0; number < 25; number++) {
      const code = script(random);
      const [forked, started] = await Promise.all([outcome('fork=strict', code), outcome('process', code)]);
      expect({ code, ...forked }).toEqual({ code, ...started });
    }
  },
);

test.each([
  `set -e\nfalse\necho '{"never":1}'`,
  `set -e\ntrap 'echo "{\\"status\\":$?}"' EXIT\n(exit 3)\necho '{"never":1}'`,
])('a failed command ends a script that asked for it: %j', async (code) => {
  const [forked, started] = await Promise.all([outcome('fork=strict', code), outcome('process', code)]);
  expect(forked).toEqual(started);
  expect(JSON.stringify(forked.run)).not.toContain('never');
});

test.each([
  ['its own PID', 'echo "[$$]"', '$$'],
  ['its parent', 'echo "[$PPID]"', 'PPID'],
  ['its options', 'echo "[\\"$-\\"]"', '$-'],
  ['its traps', 'trap -p; echo "[]"', 'a list of traps'],
  ['the functions that are running', 'f() { echo "[\\"$FUNCNAME\\"]"; }; f', 'FUNCNAME'],
  ['another script', 'echo "[]" >lib; . ./lib; echo "[]"', 'another script'],
  ['a trace', 'set -x; echo "[]"', 'set -x'],
  ['return outside a function', 'echo "[]"; return 2', 'return outside a function'],
])('a script that uses %s starts a bash, which the logs of the init say', async (_, code, what) => {
  const action = new BashAction({ isolation: 'fork' });
  expect(await action.init(`#!/bin/bash\n${code}\n`)).toBeUndefined();
  expect(action.logs.stderr).toBe(
    `The script cannot be run by a bash that waits for it: it uses ${what}. Each activation starts a bash instead.\n`,
  );
  await expect(action.run()).resolves.toEqual(expect.anything());
  await action.close();
  const strict = new BashAction({ isolation: 'fork=strict' });
  expect(await strict.init(`#!/bin/bash\n${code}\n`)).toBe(
    `The script cannot be run by a bash that waits for it: it uses ${what}.`,
  );
  await strict.close();
});

test.each(['C', 'C.UTF-8', 'C.utf8'])(
  'text of any length reaches a script as it is in the locale %s',
  async (locale) => {
    const code = `echo "{\\"length\\":$(expr length "$1"),\\"own\\":\\"$LC_ALL $TEXT\\",\\"json\\":$1}"`;
    const runs = ['fork=strict', 'process'] as const;
    const [forked, started] = await Promise.all(
      runs.map(async (isolation) => {
        const action = new BashAction({ isolation });
        await action.init(code, { env: { LC_ALL: locale, TEXT: "ü € '😀" } });
        const results = [];
        for (const length of [1, 1_000, 5_000]) {
          results.push(await action.run({ text: `'ü\\n€😀'`.repeat(length) }));
        }
        await action.close();
        return results;
      }),
    );
    expect(forked).toEqual(started);
    expect(forked?.[0]).toMatchObject({ json: { text: "'ü\\n€😀'" } });
  },
);

test('nothing of one activation is left for the next', async () => {
  const action = new BashAction({ isolation: 'fork=strict' });
  await action.init('#!/bin/bash\nbefore="$left $PWD $(umask)"; left=1; cd /; umask 077; echo "[\\"$before\\"]"');
  const first = await action.run();
  expect(await action.run()).toEqual(first);
  await action.close();
});

test('loop makes no sense for a script', () => {
  expect(() => new BashAction({ isolation: 'loop' })).toThrow(
    'The option isolation cannot be loop: a script of bash serves one activation. Use process or fork.',
  );
});
