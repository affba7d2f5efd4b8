import { describePython, ISOLATIONS, PythonActions } from '../support/python.js';

const CODE = [
  'import json, os, subprocess, sys',
  'def names():',
  '    return sorted(name for name in os.environ if name.startswith("__OW_") or "INIT_CONTEXT" in name)',
  'loading = names(), os.environ.get("__OW_ACTION_NAME"), subprocess.check_output(["sh", "-c", "echo $__OW_ACTION_NAME"], text=True).strip()',
  'def main(args):',
  '    return {"loading": loading, "running": names(), "host": os.environ.get("__OW_API_HOST")}',
].join('\n');

describe.each(ISOLATIONS)('isolation %s', (isolation) => {
  describePython('the context of an init', () => {
    const actions = new PythonActions(isolation);
    afterAll(() => actions.close());

    it('is visible while the module loads, and gone at the first activation', async () => {
      const env = { __OW_ACTION_NAME: '/guest/hello', __OW_API_HOST: 'of the init', __OW_EXECUTION_ENV: 'python:3' };
      const environment = { PATH: process.env['PATH'], __OW_API_HOST: 'of the container' };
      const action = await actions.start(CODE, { env }, { environment });
      const lasting = ['__OW_API_HOST', '__OW_EXECUTION_ENV', '__OW_WAIT_FOR_ACK'];
      for (const id of ['one', 'two']) {
        const seen = (await action.run({}, { activation_id: id })) as Record<string, unknown>;
        expect(seen).toMatchObject({ running: ['__OW_ACTIVATION_ID', ...lasting], host: 'of the container' });
        // With a process for each activation, only the first one is of the init.
        if (id === 'one' || isolation !== 'process') {
          expect(seen['loading']).toEqual([['__OW_ACTION_NAME', ...lasting], '/guest/hello', '/guest/hello']);
        }
      }
    });
  });
});
