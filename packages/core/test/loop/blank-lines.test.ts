import { LoopActions, loopProgram } from '../support/loop-program.js';
import { FRAME } from '../support/proxied.js';

/** Answers with a count, in the way of the activation. */
const COUNTING = loopProgram(
  'globalThis.count = (globalThis.count ?? 0) + 1;',
  'const text = JSON.stringify({ count });',
  'const { way } = message.value;',
  "if (way === 'trailing') write(3, text + '\\n\\n');",
  "else if (way === 'trailing, written apart') { write(3, text + '\\n'); write(3, '\\n'); }",
  "else if (way === 'trailing, with carriage return') write(3, text + '\\r\\n\\r\\n');",
  "else if (way === 'several') write(3, text + '\\n\\n \\n\\n');",
  "else if (way === 'leading') write(3, '\\n' + text + '\\n');",
  "else if (way === 'late') { write(3, text + '\\n'); pause(150); write(3, '\\n'); }",
  "else if (way === 'slow') { pause(200); answer({ count }); }",
  "else if (way === 'noise') { write(3, 'noise\\n'); pause(20); answer({ count }); }",
  'else answer({ count });',
);

describe('a blank line of a loop process', () => {
  const actions = new LoopActions();
  afterEach(() => actions.close());

  test.each(['trailing', 'trailing, written apart', 'trailing, with carriage return', 'several', 'leading'])(
    'costs neither the answer nor the process: %s',
    async (way) => {
      const action = await actions.start(COUNTING);
      for (let count = 1; count <= 5; count++) {
        expect(await action.run({ way })).toEqual({ count });
      }
      expect(action.logged().stderr).toBe(FRAME.repeat(5));
    },
  );

  test('does not become the answer of the next activation if it comes during that', async () => {
    const action = await actions.start(COUNTING);
    // The program is known to end its answers with a blank line.
    expect(await action.run({ way: 'trailing' })).toEqual({ count: 1 });
    expect(await action.run({ way: 'late' })).toEqual({ count: 2 });
    expect(await action.run({ way: 'slow' })).toEqual({ count: 3 });
    expect(await action.run({ way: 'trailing' })).toEqual({ count: 4 });
  });

  test('is refused as an answer if no other line follows', async () => {
    const action = await actions.start(
      loopProgram(
        'count = (globalThis.count ?? 0) + 1;',
        "write(3, count === 2 ? '\\n' : JSON.stringify({ count }) + '\\n');",
      ),
    );
    expect(await action.run()).toEqual({ count: 1 });
    await expect(action.run()).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
    expect(await action.run()).toEqual({ count: 3 });
  });

  test('is not the only line that may come before an answer: then the process is out of step, and replaced', async () => {
    const action = await actions.start(COUNTING);
    await expect(action.run({ way: 'noise' })).rejects.toMatchObject({ code: 'ERR_RUNNER_RESULT_INVALID' });
    expect(await action.run()).toEqual({ count: 1 });
    expect(action.logged().stderr).toContain('wrote more to file descriptor 3 than expected; it is replaced.');
  });
});
