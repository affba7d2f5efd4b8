import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { CheckResult, Status } from '@actionrunner/images';
import { DOCKER, docker } from '../../../../test/containers/support/docker.js';
import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { BIN, type Ended, eventually, start } from '../support/command.js';
import { buildImage, containersOf, leftContainers, removeImage, WITH_ENGINE } from '../support/engine.js';

/** An image that does what it should not: a server that ignores PORT and SIGTERM, and answers in chunks, without frames. */
const BAD = [
  'FROM actionrunner/bash:0.1',
  'USER root',
  'ENV SERVICE_TOKEN=hunter2',
  'WORKDIR /',
  'STOPSIGNAL SIGTERM',
  'RUN rm -rf /action /usr/bin/curl /usr/bin/logger',
  'ENTRYPOINT ["env"]',
  `CMD ["node", "-e", "require('http').createServer((q, s) => { s.write('{}'); s.end(); }).listen(8080)"]`,
];

interface Report {
  readonly image: string;
  readonly summary: Readonly<Record<Status, number>>;
  readonly checks: readonly CheckResult[];
}

describe('inspect, with containers', () => {
  const sandbox = setUpCommandSandbox();
  const bad = 'actionrunner-test/bad:latest';
  const entry = 'actionrunner-test/entry:1';
  afterEach(async () => expect(await leftContainers()).toEqual([]));
  afterAll(async () => {
    await removeImage(bad);
    await removeImage(entry);
  });

  /** An image that does not listen, or does not end, is waited for. */
  const inspect = (...args: readonly string[]): Promise<Pick<Ended, 'code' | 'stdout' | 'stderr'>> => {
    const env = { ...process.env, TMPDIR: sandbox.temp, ACTIONRUNNER_DOCKER: DOCKER };
    const options = { cwd: sandbox.folder, env, timeout: 240_000 };
    return new Promise((resolve) => {
      execFile(process.execPath, [BIN, 'inspect', ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, stdout, stderr });
      });
    });
  };
  const reportOf = ({ stdout }: Pick<Ended, 'stdout'>) => JSON.parse(stdout) as Report;
  const statusOf = ({ checks }: Report) => Object.fromEntries(checks.map(({ id, status }) => [id, status]));

  it.each([
    ['native', ['openwhisk', 'storlets']],
    ['bash', ['openwhisk', 'knative']],
    ['knative', ['knative']],
    ['python', ['openwhisk', 'knative', 'elyra']],
  ])('finds all conditions met: %s for %s', async (name, profiles) => {
    const flags = profiles.flatMap((profile) => ['--profile', profile]);
    const report = reportOf(await inspect(`actionrunner/${name}:0.1`, '--json', ...flags));
    expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
  });

  it.each<[string, string, Readonly<Record<string, Status>>]>([
    [
      'OpenWhisk',
      'openwhisk',
      {
        'user-not-root': 'warn',
        'init-process': 'warn',
        'working-directory': 'warn',
        'no-secrets': 'fail',
        tag: 'warn',
        'answers-init-and-run': 'ok',
        'content-length': 'fail',
        'log-frames': 'warn',
        sigterm: 'warn',
        'action-writable': 'warn',
      },
    ],
    ['Knative', 'knative', { 'user-not-root': 'fail', sigterm: 'fail', 'answers-on-port': 'fail' }],
    [
      'Storlets',
      'storlets',
      {
        'entrypoint-empty': 'warn',
        'no-network': 'fail',
        'command-override': 'ok',
        python3: 'fail',
        'usr-bin-python3': 'warn',
        logger: 'fail',
      },
    ],
    ['Elyra', 'elyra', { 'entrypoint-empty': 'fail', python3: 'fail', curl: 'fail', 'pip-install': 'fail' }],
  ])('finds what is wrong with a bad image for %s', async (_, profile, statuses) => {
    await buildImage(bad, BAD, sandbox.folder);
    const ended = await inspect(bad, '--json', '--profile', profile);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 1, stderr: '' });
    expect(statusOf(reportOf(ended))).toMatchObject(statuses);
    expect(ended.stdout).not.toContain('hunter2');
  });

  // Where its Python is depends on the image that it is built on: the official one has it in /usr/local/bin.
  it('finds the Python of the python image for Storlets', async () => {
    const report = reportOf(await inspect('actionrunner/python:0.1', '--profile', 'storlets', '--json'));
    expect(report.summary.fail).toBe(0);
    expect(statusOf(report)).toMatchObject({
      python3: 'ok',
      logger: 'ok',
      'usr-bin-python3': expect.stringMatching(/^(ok|warn)$/),
    });
  });

  it('finds that a Python of the distribution lets nobody install packages', async () => {
    const report = reportOf(await inspect('actionrunner/native:0.1', '--profile', 'elyra', '--json'));
    expect(statusOf(report)).toMatchObject({ python3: 'ok', 'not-externally-managed': 'fail', 'pip-install': 'fail' });
  });

  it.each([
    ['CMD ["no-such-program"]', /no-such-program.*not found/],
    ['CMD ["/etc/passwd"]', /permission denied/],
    ['USER no-such-user', /no-such-user/],
  ])('finds that an image cannot start: %s', async (line, reason) => {
    await buildImage(bad, ['FROM actionrunner/bash:0.1', line], sandbox.folder);
    const ended = await inspect(bad, '--json', '--profile', 'openwhisk', '--profile', 'knative');
    const { checks } = reportOf(ended);
    expect(ended.code).toBe(1);
    for (const id of ['answers-init-and-run', 'answers-on-port']) {
      expect(checks.find((check) => check.id === id)).toMatchObject({
        status: 'fail',
        found: expect.stringMatching(reason),
      });
    }
  });

  it('sees behind an entry point that swallows the command', async () => {
    await buildImage(entry, ['FROM actionrunner/python:0.1', 'ENTRYPOINT ["echo", "no"]'], sandbox.folder);
    const report = reportOf(await inspect(entry, '--profile', 'elyra', '--json'));
    expect(statusOf(report)).toMatchObject({ 'command-override': 'fail', 'pip-install': 'ok', curl: 'ok' });
  });

  it('starts nothing with --no-run', async () => {
    const report = reportOf(await inspect('actionrunner/bash:0.1', '--no-run', '--json'));
    expect(statusOf(report)).toMatchObject({ 'user-not-root': 'ok', sigterm: 'skip', 'command-override': 'skip' });
  });

  it('finds the same in an archive as in the image', async () => {
    const archive = join(sandbox.folder, 'image.tar');
    await docker(['save', '-o', archive, 'actionrunner/bash:0.1']);
    const conditions = ({ checks }: Report) =>
      checks.map(({ id, status, found }) => (id === 'size' ? { id, status } : { id, status, found }));
    const [saved, loaded] = await Promise.all([
      inspect(archive, '--json'),
      inspect('actionrunner/bash:0.1', '--no-run', '--json'),
    ]);
    const tested = (report: Report) => conditions(report).filter(({ status }) => status !== 'skip');
    expect(tested(reportOf(saved))).toEqual(tested(reportOf(loaded)));
    expect(reportOf(saved).image).toMatch(/(^|\/)actionrunner\/bash:0.1$/);
  });

  it('says that an image is not here, and does not fetch it', async () => {
    expect(await inspect('registry.example/none:1.0')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^actionrunner: registry.example\/none:1.0 cannot be read .*pull/),
    });
  });

  it('removes its containers on Ctrl-C', async () => {
    const started = start(sandbox, ['inspect', 'actionrunner/bash:0.1'], WITH_ENGINE);
    await eventually('a container is there', async () => (await containersOf(started.child.pid)).length > 0);
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 130, stdout: '' });
  });
});
