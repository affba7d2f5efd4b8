import { ActionLoopRunner } from '@actionrunner/core';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { buildZip } from '../../../../test/support/zip-builder.js';
import { bakedRunner } from '../support/baked-runner.js';
import { type Answer, init, request, run } from '../support/connection.js';
import { holdActivation } from '../support/held-activation.js';
import { nativeRunner, SERVERS, type ServerOptions } from '../support/servers.js';

const ECHO = '#!/bin/sh\necho "$1"\n';
const NO_RESULT = 'The action did not return a dictionary or array.';

/** Activations that fail and leave the runtime as good as before. */
const FAILURES = [
  {
    what: 'that cannot be started',
    executable: '#!/no/such/interpreter\n',
    code: 'ERR_RUNNER_START',
    error: expect.stringContaining('could not be started'),
  },
  {
    what: 'killed by a signal',
    executable: '#!/bin/sh\nkill -KILL $$\n',
    code: 'ERR_RUNNER_CRASHED',
    error: 'The action was killed by SIGKILL.',
  },
  {
    what: 'without a result',
    executable: '#!/bin/sh\nexit 3\n',
    code: 'ERR_RUNNER_RESULT_INVALID',
    error: NO_RESULT,
  },
  {
    what: 'with a bad result',
    executable: '#!/bin/sh\necho 5\n',
    code: 'ERR_RUNNER_RESULT_INVALID',
    error: NO_RESULT,
  },
  {
    what: 'with a result that is too large',
    options: { maxResultBytes: 10 },
    executable: `#!/bin/sh\necho '{"a":"0123456789"}'\n`,
    code: 'ERR_RUNNER_RESULT_TOO_LARGE',
    error: 'The result of the action is longer than 10 bytes.',
  },
  {
    what: 'that exceeds its time',
    options: { timeoutMs: 500 },
    executable: '#!/bin/sh\nsleep 30\n',
    code: 'ERR_RUNNER_DEADLINE',
    error: 'The action exceeded its time limits of 500 milliseconds.',
  },
] as const;

/** What a client learns about a failure. */
function told({ status, headers, json }: Answer) {
  return { status, code: headers['x-actionrunner-error'], json };
}

describe.each(SERVERS)('over $name', ({ start }) => {
  test.each(FAILURES)('an activation $what: 502, or 200 where failures are kept', async (failure) => {
    const { executable, code, error } = failure;
    const options: ServerOptions = 'options' in failure ? failure.options : {};
    const discarding = await start(bakedRunner(executable), options);
    const keeping = await start(bakedRunner(executable), { ...options, onFailure: 'keep' });

    expect(told(await run(discarding.url))).toEqual({ status: 502, code, json: { error } });
    expect(told(await run(keeping.url))).toEqual({ status: 200, code, json: { error } });
  });

  test('the reason of a refused result is in a header of printable ASCII', async () => {
    const { url } = await start(bakedRunner('#!/bin/sh\nprintf "caf\\303\\251 50%%\\n"; exit 3\n'));
    const reason = (await run(url)).headers['x-actionrunner-reason'] as string;
    expect(reason).toMatch(/^The last line of stdout is "caf%C3%A9 50%25" /);
    expect(decodeURIComponent(reason)).toBe(
      'The last line of stdout is "caf\u00e9 50%" (exit status 3); it is not JSON. Only the last line is the result.',
    );
  });

  test.each(['discard', 'keep'] as const)('an activation that is ended by force with %s: 502', async (onFailure) => {
    const { url, proxy } = await start(nativeRunner(), { onFailure });
    const { answer } = await holdActivation(url);

    proxy.abort();

    const json = { error: 'The activation was aborted.' };
    expect(told(await answer())).toEqual({ status: 502, code: 'ERR_RUNNER_ABORTED', json });
  });

  test('an activation beyond the queue: 429 and when to try again', async () => {
    const { url } = await start(nativeRunner(), { maxQueue: 0, onFailure: 'keep' });
    const { letGo, answer } = await holdActivation(url);

    const refused = await run(url);

    const json = { error: 'Too many activations are waiting for their turn.' };
    expect(told(refused)).toEqual({ status: 429, code: 'ERR_RUNNER_QUEUE_FULL', json });
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    letGo();
    expect((await answer()).headers['retry-after']).toBeUndefined();
    expect((await run(url)).status).toBe(200);
  });

  test('an activation whose limit passes while it waits: 502, as the platform would drop its neighbour after a 503', async () => {
    const { url } = await start(nativeRunner(), { onFailure: 'keep' });
    const { letGo, answer } = await holdActivation(url);

    const late = await run(url, {}, { deadline: String(Date.now() + 1_000) });

    expect(told(late)).toMatchObject({ status: 502, code: 'ERR_RUNNER_EXPIRED' });
    letGo();
    expect((await answer()).json).toEqual({ held: true });
  });

  test('a failure of the request, of an init or of the runtime is the same where failures are kept', async () => {
    const { url, proxy } = await start(nativeRunner(), { onFailure: 'keep', maxBodyBytes: 1000, maxArchiveEntries: 1 });
    const zip = buildZip([{ name: 'exec', data: ECHO }, { name: 'more' }]).toString('base64');

    const answers = [
      await run(url),
      await request(url, '/run', { body: '{' }),
      await run(url, 5),
      await run(url, { a: 'x'.repeat(1000) }),
      await request(url, '/run', { headers: { 'content-encoding': 'gzip' }, body: 'x' }),
      await init(url, { code: zip, binary: true }),
      await run(url),
      await init(url, { code: ECHO }),
      await init(url, { code: ECHO }),
      await run(url),
    ];
    await proxy.stop();
    answers.push(await run(url));

    expect(answers.map(({ status, headers }) => [status, headers['x-actionrunner-error']])).toEqual([
      [502, 'ERR_RUNNER_NOT_READY'],
      [400, 'ERR_RUNNER_BODY_MALFORMED'],
      [404, 'ERR_RUNNER_RUN_ARGUMENT'],
      [413, 'ERR_RUNNER_BODY_TOO_LARGE'],
      [415, 'ERR_RUNNER_BODY_ENCODED'],
      [502, 'ERR_RUNNER_ARCHIVE_REFUSED'],
      [502, 'ERR_RUNNER_NOT_INITIALIZED'],
      [200, undefined],
      [403, 'ERR_RUNNER_ALREADY_INITIALIZED'],
      [200, undefined],
      [503, 'ERR_RUNNER_STOPPING'],
    ]);
  });

  test.each(['discard', 'keep'] as const)('an init that exceeds its time with %s: 502', async (onFailure) => {
    const runner = new ActionLoopRunner({ directory: temporaryDirectory(), acknowledges: true });
    const { url } = await start(runner, { onFailure, timeoutMs: 500 });

    const answer = await init(url, { code: '#!/bin/sh\nsleep 30\n' });

    const json = { error: 'The action exceeded its time limits of 500 milliseconds during initialization.' };
    expect(told(answer)).toEqual({ status: 502, code: 'ERR_RUNNER_DEADLINE', json });
  });
});
