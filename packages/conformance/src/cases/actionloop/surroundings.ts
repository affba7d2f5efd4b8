import { type ConformanceCase, defineCase } from '../../case/case.js';
import { SOURCES } from '../support/sources.js';
import { ACTION, loop, loopCase, OK } from './support.js';

const { defect } = SOURCES;

/** Logs and environment of the program. */
export const ACTIONLOOP_SURROUNDINGS_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'actionloop/logs',
      title: 'what the program writes to stdout and stderr is in the logs, before the frame',
      severity: 'required',
      source: `${ACTION}: stdout and stderr are logs`,
      remedy: 'Pass both streams on, and read what is there before you write the frame.',
      supports: ['actionloop'],
      requires: ['fresh', 'logs'],
    },
    async (t) => {
      const runtime = await t.startWith(loop('echo hello stdout', 'echo hello stderr >&2', `echo '{"ok": true}' >&3`));
      await runtime.logs({ frames: 0 });
      t.expectAnswer(await runtime.run({}), { status: 200, json: OK }, 'POST /run');
      const { lines, frames } = await runtime.logs();
      t.expect(frames, 'the sentinels').toBe({ stdout: 1, stderr: 1 });
      t.expect(lines, 'the lines').toBe({ stdout: ['hello stdout'], stderr: ['hello stderr'] });
    },
  ),
  loopCase(
    {
      id: 'actionloop/path',
      title: 'the program has the variable PATH of the container',
      severity: 'recommended',
      source: `${defect}: the process gets no PATH`,
      remedy: 'Start the process with the environment of the runtime and that of the init.',
    },
    async (t) => {
      // Programs of shells have a PATH of their own if there is none.
      const runtime = await t.startWith(
        loop(`printenv PATH > /dev/null && found=true || found=false`, `echo "{\\"found\\": $found}" >&3`),
      );
      t.expectAnswer(await runtime.run({}), { status: 200, json: { found: true } }, 'POST /run');
    },
  ),
  loopCase(
    {
      id: 'actionloop/environment',
      title: 'values of env reach the program whole, even with = in them',
      severity: 'required',
      source: `${defect}: the value a=b=c is cut to a`,
      remedy: 'Split variables at the first = only.',
    },
    async (t) => {
      const program = loop(`echo "{\\"value\\": \\"$CONFORMANCE\\"}" >&3`);
      const runtime = await t.startWith(program, { env: { CONFORMANCE: 'a=b=c' } });
      t.expectAnswer(await runtime.run({}), { status: 200, json: { value: 'a=b=c' } }, 'POST /run');
    },
  ),
];
