import { judge, type Status } from '../../src/inspect/check.js';
import { type ImageFacts, toArchivedFacts } from '../../src/inspect/image-facts.js';
import { PROFILES, type Profile } from '../../src/inspect/profiles.js';
import { STATIC_CHECKS } from '../../src/inspect/static-checks.js';
import { goodConfig } from '../support/saved-image.js';

const GOOD: ImageFacts = toArchivedFacts(
  { names: ['example/good:1.0'], platforms: [], bytes: 3_000_000 },
  JSON.parse(goodConfig()) as object,
);

/** The status of a check for an image that differs from a good one. */
function statusOf(id: string, changes: Partial<ImageFacts>, profiles: readonly Profile[]): Status | undefined {
  const check = STATIC_CHECKS.find((candidate) => candidate.id === id);
  return check && judge(check, check.find({ ...GOOD, ...changes }), profiles)?.status;
}

/** What a check found. */
function found(id: string, changes: Partial<ImageFacts>): string | undefined {
  return STATIC_CHECKS.find((check) => check.id === id)?.find({ ...GOOD, ...changes }).found;
}

describe('what an image says about itself', () => {
  it.each(STATIC_CHECKS.map((check) => [check.id, check] as const))('is ok when it is good: %s', (_, check) => {
    expect(judge(check, check.find(GOOD), PROFILES)?.status).toBe('ok');
  });

  it.each<[string, Partial<ImageFacts>, Profile, Status]>([
    ['user-not-root', { user: '' }, 'openwhisk', 'warn'],
    ['user-not-root', { user: '' }, 'knative', 'fail'],
    ['user-not-root', { user: 'root:1000' }, 'knative', 'fail'],
    ['user-not-root', { user: '0' }, 'knative', 'fail'],
    ['user-not-root', { user: 'node' }, 'knative', 'ok'],
    ['user-numeric', { user: 'node' }, 'knative', 'fail'],
    ['user-numeric', { user: '1000' }, 'knative', 'ok'],
    ['entrypoint-empty', { entrypoint: ['docker-entrypoint.sh'] }, 'elyra', 'fail'],
    ['entrypoint-empty', { entrypoint: ['docker-entrypoint.sh'] }, 'storlets', 'warn'],
    ['command', { command: [] }, 'openwhisk', 'fail'],
    ['command', { command: [], entrypoint: ['/server'] }, 'openwhisk', 'ok'],
    ['command', { command: ['/bin/sh', '-c', 'node server.js'] }, 'knative', 'warn'],
    ['init-process', { command: ['node', 'server.js'] }, 'openwhisk', 'warn'],
    ['init-process', { command: ['server.js'], entrypoint: ['/usr/bin/dumb-init', '--', 'node'] }, 'openwhisk', 'ok'],
    ['port-8080', { ports: ['80/tcp'] }, 'openwhisk', 'warn'],
    ['port-8080', { ports: ['8080/udp'] }, 'openwhisk', 'warn'],
    ['health-check', { healthCheck: [] }, 'openwhisk', 'warn'],
    ['health-check', { healthCheck: ['NONE'] }, 'openwhisk', 'warn'],
    ['health-check', { healthCheck: ['CMD-SHELL', 'curl -f localhost:8080'] }, 'openwhisk', 'ok'],
    ['stop-signal', { stopSignal: 'SIGKILL' }, 'knative', 'warn'],
    ['stop-signal', { stopSignal: '15' }, 'knative', 'ok'],
    ['working-directory', { workingDirectory: '' }, 'elyra', 'warn'],
    ['working-directory', { workingDirectory: '/' }, 'elyra', 'warn'],
    ['labels', { labels: {} }, 'openwhisk', 'warn'],
    ['tag', { names: ['example/good'] }, 'openwhisk', 'warn'],
    ['tag', { names: ['example/good:latest'] }, 'openwhisk', 'warn'],
    ['tag', { names: [] }, 'openwhisk', 'warn'],
    ['tag', { names: [`example/good@sha256:${'0'.repeat(64)}`] }, 'openwhisk', 'ok'],
    ['tag', { names: [':1.0'] }, 'openwhisk', 'ok'],
    ['tag', { names: [':latest'] }, 'openwhisk', 'warn'],
    ['tag', { names: ['example/good:latest', 'example/good:1.0'] }, 'openwhisk', 'ok'],
    ['tag', { names: ['Not a name'] }, 'openwhisk', 'warn'],
    ['size', { bytes: 1_000_000_001 }, 'openwhisk', 'warn'],
    ['size', { bytes: undefined }, 'openwhisk', 'skip'],
    ['size', { layers: 101 }, 'openwhisk', 'warn'],
    ['architecture', { architecture: 'arm64' }, 'openwhisk', 'warn'],
    ['architecture', { os: 'windows' }, 'openwhisk', 'fail'],
  ])('%s of %j is for %s: %s', (id, changes, profile, status) => {
    expect(statusOf(id, changes, [profile])).toBe(status);
  });

  it.each<[string, Partial<ImageFacts>, string]>([
    ['tag', { names: ['example/good:1.0', 'example/other:1.0'] }, 'the tag is 1.0'],
    ['tag', { names: ['example/good:1.0', ':latest'] }, 'the tags are 1.0, latest'],
    ['architecture', { platforms: ['linux/amd64'] }, 'linux/amd64'],
    ['architecture', { architecture: 'arm', platforms: ['linux/arm/v7'] }, 'linux/arm'],
    [
      'architecture',
      { platforms: ['linux/arm64', 'linux/amd64'] },
      'linux/amd64; the archive has linux/arm64, too, which is not checked',
    ],
  ])('reports what there is several of: %s of %j', (id, changes, expected) => {
    expect(found(id, changes)).toBe(expected);
  });

  it('names the labels that are missing', () => {
    const title = 'org.opencontainers.image.title';
    expect(found('labels', { labels: { [title]: 'x' } })).toBe(
      'missing: org.opencontainers.image.description, org.opencontainers.image.licenses',
    );
  });
});
