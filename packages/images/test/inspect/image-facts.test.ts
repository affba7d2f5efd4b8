import { readFileSync } from 'node:fs';
import { type InspectedImage, toArchivedFacts, toInspectedFacts } from '../../src/inspect/image-facts.js';
import { goodConfig } from '../support/saved-image.js';

function fixture(name: string): InspectedImage {
  const text = readFileSync(new URL(`../fixtures/inspect/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as InspectedImage[])[0] as InspectedImage;
}

describe('the facts of an image', () => {
  // That of podman is recorded; that of docker is written after the description of its API.
  it.each([
    ['podman-4', 8, 286_896_987],
    ['docker-28', 2, 286_885_533],
  ])('are read from what %s tells', (name, layers, bytes) => {
    expect(toInspectedFacts('example/python:1.0', fixture(name), ['CMD ["tini"]'])).toEqual({
      name: 'example/python:1.0',
      user: '1000:1000',
      entrypoint: [],
      command: ['tini', '--', 'node', '/server/server.js'],
      environment: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'NODE_ENV=production'],
      ports: ['8080/tcp'],
      healthCheck: ['CMD', 'node', '-e', expect.stringContaining('/health')],
      labels: expect.objectContaining({ 'org.opencontainers.image.title': 'ActionRunner python' }),
      workingDirectory: '/action',
      stopSignal: '',
      os: 'linux',
      architecture: 'amd64',
      bytes,
      layers,
      history: ['CMD ["tini"]'],
    });
  });

  it('are empty where an engine writes null', () => {
    const none = { User: null, Entrypoint: null, Cmd: null, Env: null, ExposedPorts: null, Healthcheck: null };
    const image = { Config: { ...none, Labels: null, WorkingDir: null, StopSignal: null }, RootFS: null };
    expect(toInspectedFacts('x:1', image, [])).toMatchObject({
      user: '',
      entrypoint: [],
      command: [],
      environment: [],
      ports: [],
      healthCheck: [],
      labels: {},
      workingDirectory: '',
      stopSignal: '',
      layers: 0,
    });
    expect(toArchivedFacts(undefined, { config: null, rootfs: null, history: null }, 0)).toMatchObject({
      name: undefined,
      command: [],
      layers: 0,
      history: [],
    });
  });

  it('are read from the configuration in an archive', () => {
    expect(toArchivedFacts('x:1', JSON.parse(goodConfig()) as object, 3000)).toMatchObject({
      name: 'x:1',
      user: '1000:1000',
      command: ['tini', '--', 'node', 'server.js'],
      os: 'linux',
      bytes: 3000,
      layers: 2,
      history: ['COPY server.js /', 'CMD ["tini"]'],
    });
  });
});
