import { ActionLoopRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { loopProgram } from '../../../core/test/support/loop-program.js';
import { init, run } from '../support/connection.js';
import { FRAME } from '../support/frame.js';
import { nativeRunner, startServer } from '../support/servers.js';

const NUMBERS = [1, 2, 3, 4, 5];

/** Logs, waits until all five run at once, logs again. */
const PROCESS = (meeting: string): string => `#!/bin/sh
n=$(echo "$1" | tr -dc 0-9)
echo "begin $n"; echo "begin $n" >&2
: > '${meeting}'/$n
until [ "$(ls '${meeting}' | wc -l)" -eq ${NUMBERS.length} ]; do sleep 0.02; done
echo "end $n"; echo "end $n" >&2
echo "{\\"n\\":$n}"
`;

const LOOP = (meeting: string): string =>
  loopProgram(
    'const { n } = message.value;',
    "out('begin ' + n); err('begin ' + n);",
    `const meeting = ${JSON.stringify(meeting)};`,
    "require('node:fs').writeFileSync(meeting + '/' + n, '');",
    `while (require('node:fs').readdirSync(meeting).length < ${NUMBERS.length}) pause(20);`,
    "out('end ' + n); err('end ' + n);",
    'answer({ n });',
  );

test.each([
  ['a process each', () => nativeRunner(), PROCESS],
  ['processes that last', () => new ActionLoopRunner({ directory: temporaryDirectory() }), LOOP],
] as const)('__OW_ALLOW_CONCURRENT=true: all activations run at once, nothing is mixed (%s)', async (_, make, code) => {
  const { url, logs } = await startServer(make(), {}, { __OW_ALLOW_CONCURRENT: 'true' });
  expect((await init(url, { code: code(temporaryDirectory()) })).status).toBe(200);

  const answers = await Promise.all(NUMBERS.map((n) => run(url, { n })));

  expect(answers.map(({ json }) => json)).toEqual(NUMBERS.map((n) => ({ n })));
  for (const text of [logs.stdout, logs.stderr]) {
    const expected = NUMBERS.map((n) => `begin ${n}\nend ${n}\n`);
    expect(text.split(FRAME).sort()).toEqual(['', ...expected]);
  }
});
