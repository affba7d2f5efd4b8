import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { SOURCES } from '../support/sources.js';
import { readVariable } from './support.js';

const { skeleton, own, defect } = SOURCES;

/** PATH and the working directory. */
export const CONTEXT_DIRECTORY_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'context/path',
      title: 'the action has a PATH',
      severity: 'recommended',
      source: `${defect}: the Go proxy starts its child without one`,
      remedy: 'Pass PATH on to the action.',
      needs: ['variable'],
    },
    async (t) => {
      const runtime = await t.startWith('variable');
      const value = await readVariable(t, runtime, 'PATH', {});
      t.expect(value, 'PATH').toSatisfy((path) => typeof path === 'string' && path !== '', 'a text');
    },
  ),
  defineCase(
    {
      id: 'context/working-directory',
      title: 'PWD is the working directory of the action',
      severity: 'informative',
      source: `${own}: The process of an activation`,
      remedy: 'Set PWD to the working directory in which the action is started.',
      supports: ['executables'],
    },
    async (t) => {
      // A shell would correct PWD, so another program reads what it was given.
      const runtime = await t.startWith({
        code: `#!/usr/bin/awk -f
BEGIN { "pwd -P" | getline here; printf "{\\"given\\": \\"%s\\", \\"here\\": \\"%s\\"}\\n", ENVIRON["PWD"], here }
`,
      });
      const answer = await runtime.run({});
      if (answer.status !== 200) t.skip('awk, which looks at the environment, does not run here');
      const { given, here } = answer.json as { given?: string; here?: string };
      t.expect(given, 'PWD').toBe(here);
    },
  ),
  defineCase(
    {
      id: 'context/same-directory',
      title: 'all activations have the same working directory',
      severity: 'recommended',
      source: `${skeleton}: the directory of the action`,
      remedy: 'Start every activation in the directory of the action.',
      needs: ['directory'],
    },
    async (t) => {
      const runtime = await t.startWith('directory');
      const first = await runtime.run({});
      t.expectAnswer(first, { status: 200 }, 'the first POST /run');
      t.expectAnswer(await runtime.run({}), { status: 200, json: first.json }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'context/files-of-archive-side-by-side',
      title: 'an executable finds itself in its working directory',
      severity: 'recommended',
      source: `${skeleton}: runs the executable in its own directory`,
      remedy: 'Start the action in the directory that its code is delivered to.',
      supports: ['executables'],
    },
    async (t) => {
      const lines = [
        'folder=$(cd "$(dirname "$0")" && pwd -P)',
        '[ "$folder" = "$(pwd -P)" ] && same=true || same=false',
      ];
      const runtime = await t.startWith(script(...lines, `echo "{\\"same\\": $same}"`));
      t.expectAnswer(await runtime.run({}), { status: 200, json: { same: true } }, 'POST /run');
    },
  ),
];
