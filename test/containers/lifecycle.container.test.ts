import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME } from '../../packages/http/test/support/frame.js';
import { tagOf } from '../../scripts/images/catalogue.js';
import { Container, runOnce, shared } from './support/container.js';
import { docker } from './support/docker.js';
import { EXTENDED, GO, LANGUAGES } from './support/languages.js';

const ACTIVATIONS = 50;
const PATIENCE_MS = 120_000;
const BAD_PORT =
  'actionrunner: ACTIONRUNNER_PORT cannot be used: The option port must be an integer from 0 to 65535, not "http". [ERR_RUNNER_OPTION]';

describe.each([...LANGUAGES, ...EXTENDED])('the image $name', ({ name, action }) => {
  it('ends with status 0 on SIGTERM while nothing runs, before and after an init', async () => {
    const [idle, ready] = await Promise.all([Container.start(tagOf(name)), Container.start(tagOf(name))]);
    await ready.initialize(action);
    await ready.run();

    expect(await Promise.all([idle.stop(), ready.stop()])).toEqual([0, 0]);
  });

  it('finishes the activation that runs on SIGTERM, and one that comes meanwhile, and ends with status 0', async () => {
    const container = await Container.start(tagOf(name));
    await container.initialize(action);
    const answer = container.run({ mode: 'wait' });
    await container.logged(({ stderr }) => stderr.endsWith('err\n'));

    // While `docker stop` waits, podman answers no question about the container.
    await docker(['kill', '-s', 'TERM', container.id]);
    await eventually(async () => (await container.request('/health', { method: 'GET' })).status === 503);
    const later = container.run();

    expect(await container.isHealthy()).toBe(false);
    await container.shell(`touch ${GO}`);
    expect(await answer).toMatchObject({ status: 200, json: { mode: 'wait' } });
    expect(await later).toMatchObject({ status: 200, json: {} });
    expect(await docker(['wait', container.id])).toBe('0');
    expect((await container.logs()).stdout).toBe(`out\n${FRAME}`.repeat(2));
  });

  it('says in one line why it cannot start', async () => {
    const ended = await runOnce(tagOf(name), ['-e', 'ACTIONRUNNER_PORT=http'], []);

    expect(ended).toEqual({ status: 1, stdout: '', stderr: `${BAD_PORT}\n` });
  });

  describe('that serves', () => {
    const container = shared(tagOf(name));

    it('is healthy before an init, by its own health check', async () => {
      const { status, json } = await container().request('/health', { method: 'GET' });

      expect([status, json]).toEqual([200, { status: 'ready' }]);
      expect(await container().isHealthy()).toBe(true);
    });

    it('collects the processes that activations leave behind', async () => {
      await container().initialize(action);

      for (let activation = 0; activation < ACTIVATIONS; activation++) {
        expect((await container().run({ mode: 'leave' })).json).toEqual({ mode: 'leave' });
      }

      expect(await container().shell('cat /proc/1/comm')).toBe('tini');
      // Of one list: there may be others that end, such as the health check.
      await eventually(async () =>
        (await processes(container())).every(([command, state]) => command !== 'sleep' && state !== 'Z'),
      );
    });
  });
});

it('without tini, what activations leave behind stays as zombies', async () => {
  const { action } = LANGUAGES.find(({ name }) => name === 'bash') ?? {};
  const container = await Container.start(tagOf('bash'), { command: ['node', '/server/server.js'] });
  await container.initialize(action ?? {});

  await container.run({ mode: 'leave' });

  await eventually(async () => (await processes(container)).some(([, state]) => state === 'Z'));
});

it.each(['ACTIONRUNNER_PORT', 'PORT'])('the health check goes to the port that %s names', async (variable) => {
  const container = await Container.start(tagOf('bash'), { environment: { [variable]: '9000' }, port: 9000 });

  expect(await container.isHealthy()).toBe(true);
});

/** The processes in a container: name and state. */
async function processes(container: Container): Promise<string[][]> {
  // A process may end while they are listed.
  const list = await container.shell('cat /proc/[0-9]*/stat 2>/dev/null || true');
  return list.split('\n').map((line) => /^\d+ \((.*)\) (\S)/.exec(line)?.slice(1) ?? []);
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await sleep(50)) {
    if (Date.now() > end) {
      throw new Error('Waited in vain.');
    }
  }
}
