import { type ConformanceCase, defineCase } from '../../case/case.js';
import { script } from '../support/script.js';
import { expectNext, OWN } from './support.js';

/** An action that harms its surroundings. */
export const FAULTS_ACTION_CASES: readonly ConformanceCase[] = [
  defineCase(
    {
      id: 'faults/environment-too-large',
      title: 'with more variables than a process can have, the activation fails with 502, or runs with fewer',
      severity: 'informative',
      source: `${OWN}: E2BIG`,
      remedy: 'Catch the error of starting the process and answer 502, or leave variables out and say so in the logs.',
      supports: ['executables'],
    },
    async (t) => {
      const names = Array.from({ length: 60 }, (_, index) => [`CONFORMANCE_${index}`, 'x'.repeat(120_000)]);
      const runtime = await t.start();
      const init = await runtime.initSample(script(`echo '{"ok": true}'`), { env: Object.fromEntries(names) });
      if (init.status !== 200) return t.expectAnswer(init, { status: 502, error: true }, 'POST /init');
      t.expect((await runtime.run({})).status, 'the status of POST /run').toBeOneOf(200, 502);
    },
  ),
  defineCase(
    {
      id: 'faults/action-deletes-itself',
      title: 'when the action has deleted its own file, the next activation is answered with 502',
      severity: 'informative',
      source: OWN,
      remedy: 'Catch the error of starting the process, and answer 502 with what is wrong.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(script('rm "$0"', `echo '{"ok": true}'`));
      await expectNext(t, runtime);
      t.expectAnswer(await runtime.run({}), { status: 502, error: true }, 'the second POST /run');
    },
  ),
  defineCase(
    {
      id: 'faults/after-signal-of-action',
      title: 'an action that ends itself with SIGTERM does not stop the runtime',
      severity: 'recommended',
      source: `${OWN}: the action kills itself with SIGTERM`,
      remedy: 'Treat it like any other crash.',
      supports: ['executables'],
    },
    async (t) => {
      const runtime = await t.startWith(unless('special', 'kill -TERM $$', 'sleep 1'));
      t.expectAnswer(await runtime.run({ do: 'special' }), { status: 502, error: true }, 'POST /run');
      await expectNext(t, runtime);
    },
  ),
];

/** An action that does something when its parameters have a word, and answers `{"ok": true}` otherwise. */
function unless(word: string, ...body: readonly string[]): ReturnType<typeof script> {
  return script('case $(cat) in', `*${word}*)`, ...body, ';;', 'esac', `echo '{"ok": true}'`);
}
