import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Action } from '../support/actions.js';
import { LoopActions } from '../support/loop-program.js';
import { kill, reachLimit } from '../support/wait-for.js';

/** Says that it is ready when it has loaded, whatever its environment asks for; its first activation takes longer than the runtime watches it. */
const slow = (acknowledgement = '{"ok":true}', load = 'sleep 1.2') =>
  [
    '#!/bin/bash',
    `${load}; echo '${acknowledgement}' >&3`,
    'while read -r line; do [ $((++n)) -gt 1 ] || sleep 1.2; echo "{\\"n\\":$n,\\"pid\\":$$}" >&3; done',
    '',
  ].join('\n');

interface Answer {
  readonly n: number;
  readonly pid: number;
}

describe('a process that acknowledges late', () => {
  /** For tests that mostly sleep: they do it at the same time, each with actions of its own. */
  const withActions =
    <T extends readonly unknown[]>(body: (actions: LoopActions, ...row: T) => Promise<void>) =>
    async (...row: T) => {
      const actions = new LoopActions();
      try {
        await body(actions, ...row);
      } finally {
        await actions.close();
      }
    };

  const run = (action: Action) => action.run() as Promise<Answer>;
  const runThrice = async (action: Action) => [(await run(action)).n, (await run(action)).n, (await run(action)).n];

  test.concurrent.each([
    ['as usual', '{"ok":true}'],
    ['with blanks', ' {"ok": true} '],
  ])(
    'gives each activation its own result, though it was not waited for: it acknowledges %s',
    withActions(async (actions, _: string, line: string) => {
      const action = await actions.start(slow(line));
      expect(await runThrice(action)).toEqual([1, 2, 3]);
    }),
  );

  test.concurrent(
    'gives each activation its own result if it is said never to acknowledge',
    withActions(async (actions) => {
      const action = await actions.start(slow(), {}, { acknowledges: false });
      expect(await runThrice(action)).toEqual([1, 2, 3]);
    }),
  );

  test.concurrent(
    'gives each activation its own result with several workers',
    withActions(async (actions) => {
      const action = await actions.start(slow(), {}, { workers: 2 });
      const answers = await Promise.all([run(action), run(action)]);
      const again = await Promise.all([run(action), run(action)]);
      expect(answers.map(({ n }) => n)).toEqual([1, 1]);
      expect(again.map(({ n }) => n)).toEqual([2, 2]);
    }),
  );

  test.concurrent(
    'gives each activation its own result if it takes the place of one that was killed',
    withActions(async (actions) => {
      const action = await actions.start(slow());
      const { pid } = await run(action);
      await kill(pid);
      expect(await runThrice(action)).toEqual([1, 2, 3]);
    }),
  );

  test.concurrent(
    'gives each activation its own result if each has a new process',
    withActions(async (actions) => {
      const action = await actions.start(slow(), {}, { isolation: 'process' });
      expect(await runThrice(action)).toEqual([1, 1, 1]);
    }),
  );

  test.concurrent(
    'may answer with the same words later',
    withActions(async (actions) => {
      const code =
        '#!/bin/bash\nsleep 1.3; echo \'{"ok":true}\' >&3; while read -r line; do echo \'{"ok":true}\' >&3; done\n';
      const action = await actions.start(code);
      expect(await action.run()).toEqual({ ok: true });
      expect(await action.run()).toEqual({ ok: true });
    }),
  );

  test.concurrent(
    'fails at its time limit, which is explained, if it writes nothing else',
    withActions(async (actions) => {
      const action = await actions.start('#!/bin/bash\nwhile read -r line; do echo \'{"ok":true}\' >&3; done\n');
      let logged = '';
      const isReached = () => logged.includes('{"ok":true}');
      await reachLimit(isReached, async (limitMs) => {
        await expect(action.run({}, { deadline: Date.now() + limitMs })).rejects.toMatchObject({
          code: 'ERR_RUNNER_DEADLINE',
        });
        logged = action.logged().stderr;
      });
      expect(logged).toContain('{"ok":true}: it says that it is ready, and is not an answer');
    }),
  );

  describe('is waited for by the init', () => {
    const isWaitedFor = async (start: () => Promise<Action>) => {
      const begin = Date.now();
      const action = await start();
      const elapsed = Date.now() - begin;
      expect(await runThrice(action)).toEqual([1, 2, 3]);
      expect(elapsed).toBeGreaterThan(1_150);
    };

    test.concurrent.each(['1', 'true', 'Yes'])(
      'with OW_WAIT_FOR_ACK=%s in its container',
      withActions(async (actions, value: string) => {
        await isWaitedFor(() => actions.start(slow(), {}, { environment: { ...process.env, OW_WAIT_FOR_ACK: value } }));
      }),
    );

    test.concurrent(
      'with ACTIONRUNNER_ACKNOWLEDGE=yes in its container',
      withActions(async (actions) => {
        const environment = { ...process.env, ACTIONRUNNER_ACKNOWLEDGE: 'yes' };
        await isWaitedFor(() => actions.start(slow(), {}, { environment }));
      }),
    );

    test.concurrent.each([
      ['beside it', 'loop.sh'],
      ['in a folder', 'lib/launcher/loop.sh'],
    ])(
      'if a file %s mentions the variable',
      withActions(async (actions, _: string, path: string) => {
        const content = `${slow()}# __OW_WAIT_FOR_ACK\n`;
        const exec = `#!/bin/bash\nexec bash ./${path}\n`;
        await isWaitedFor(() =>
          actions.start([
            { name: 'exec', data: exec, mode: 0o755 },
            { name: path, data: content },
          ]),
        );
      }),
    );

    test.concurrent(
      'when it takes the place of one that acknowledged in time',
      withActions(async (actions) => {
        const action = await actions.start(slow('{"ok":true}', '[ -e slow ] && sleep 1.2'));
        const { pid } = await run(action);
        writeFileSync(join(action.directory, 'slow'), '');
        await kill(pid);
        expect(await runThrice(action)).toEqual([1, 2, 3]);
      }),
    );
  });

  test.each([
    ['ACTIONRUNNER_ACKNOWLEDGE', 'maybe'],
    ['OW_WAIT_FOR_ACK', 'soon'],
  ])(
    'refuses %s=%s',
    withActions(async (actions, name: string, value: string) => {
      expect(() => actions.make({ environment: { [name]: value } })).toThrow(
        `The variable ${name} must be true, yes or 1, or false, no or 0, or auto, not "${value}".`,
      );
    }),
  );
});
