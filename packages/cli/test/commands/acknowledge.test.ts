import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { program } from '../../../core/test/support/loop-program.js';
import { run } from '../support/command.js';
import { placed, serve } from '../support/served.js';

/** Is ready after more than the second that a program is watched, then exits instead of reading a message. */
const FAILS_LATE = program("pause(1_200); err('no model'); process.exit(3);");

/** Acknowledges late, and answers late. */
const LATE = program(
  'pause(1_200); answer({ ok: true });',
  'for (let n = 1; ; n++) { next(); pause(1_200); answer({ n, asked: process.env.__OW_WAIT_FOR_ACK ?? null }); }',
);

describe('--acknowledge', () => {
  const sandbox = setUpCommandSandbox();

  it.each<[string, readonly string[], Readonly<Record<string, string>>]>([
    ['--acknowledge yes', ['--acknowledge', 'yes'], {}],
    ['its variable', [], { ACTIONRUNNER_ACKNOWLEDGE: 'yes' }],
    ['that of the Go proxy', [], { OW_WAIT_FOR_ACK: '1' }],
    ['the flag rather than the variable', ['--acknowledge', 'yes'], { ACTIONRUNNER_ACKNOWLEDGE: 'no' }],
  ])('of serve makes the init wait, by %s', async (_, flags, env) => {
    const served = await serve(sandbox, ['loop', ...placed(sandbox), ...flags], undefined, { env });
    expect(await served.post('/init', { value: { code: FAILS_LATE } })).toEqual({
      status: 502,
      body: { error: 'The action process exited with status 3 before it was ready: no model' },
    });
    await served.stop();
  });

  it.each([
    ['yes', '1'],
    ['no', null],
    ['auto', '1'],
  ])('%s of serve gives each caller its own result', async (mode, asked) => {
    const served = await serve(sandbox, ['loop', ...placed(sandbox), '--acknowledge', mode]);
    expect(await served.post('/init', { value: { code: LATE } })).toMatchObject({ status: 200 });
    for (const n of [1, 2, 3]) {
      expect(await served.post('/run', { value: {} })).toEqual({ status: 200, body: { n, asked } });
    }
    await served.stop();
  });

  it('of invoke makes the init wait', async () => {
    sandbox.write('late.js', FAILS_LATE);
    const ended = await run(sandbox, ['invoke', 'late.js', '--runner', 'loop', '--acknowledge', 'yes']);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('the action could not be initialized: The action process exited with status 3');
  });
});
