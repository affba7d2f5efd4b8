import { repetitions } from '../../../../test/support/repetitions.js';
import { LoopActions, loopProgram } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';

const ACTIVATIONS = repetitions(500, 10_000);

describe('the logs of a loop process', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  test(`of each of ${ACTIVATIONS} activations are complete before its frame and never in the next one`, async () => {
    const action = await actions.start(
      loopProgram(
        'const { n } = message.value;',
        "out('out ' + n + ' begins');",
        "err('err ' + n + ' begins');",
        "out('out ' + n + ' ends');",
        "err('err ' + n + ' ends');",
        'answer({ n });',
      ),
    );
    for (let n = 0; n < ACTIVATIONS; n++) {
      const result = await action.run({ n });
      if ((result as { n: number }).n !== n) {
        expect(result).toEqual({ n });
      }
    }
    const { stdout, stderr } = action.logged();
    const expected = (stream: string) =>
      Array.from({ length: ACTIVATIONS }, (_, n) => `${stream} ${n} begins\n${stream} ${n} ends\n${FRAME}`);
    expect(firstDifference(stdout, expected('out'))).toBeUndefined();
    expect(firstDifference(stderr, expected('err'))).toBeUndefined();
  });
});

/** The first activation whose logs are not as expected, with its number. */
function firstDifference(log: string, expected: readonly string[]): unknown {
  const found = log.split(FRAME);
  if (found.pop() !== '' || found.length !== expected.length) {
    return { frames: found.length };
  }
  const at = expected.findIndex((text, n) => text !== found[n] + FRAME);
  return at < 0 ? undefined : { at, found: found[at] };
}
