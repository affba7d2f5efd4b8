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
      names: ['example/python:1.0'],
      platforms: [],
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
    expect(
      toArchivedFacts({ names: [], platforms: [], bytes: 0 }, { config: null, rootfs: null, history: null }),
    ).toMatchObject({
      name: undefined,
      command: [],
      layers: 0,
      history: [],
    });
  });

  it('are read from the configuration in an archive', () => {
    expect(
      toArchivedFacts({ names: [':2', 'x:1'], platforms: [], bytes: 3000 }, JSON.parse(goodConfig()) as object),
    ).toMatchObject({
      name: 'x:1',
      user: '1000:1000',
      command: ['tini', '--', 'node', 'server.js'],
      os: 'linux',
      bytes: 3000,
      layers: 2,
      history: ['COPY server.js /', 'CMD ["tini"]'],
    });
  });

  it.each([
    ['8080', '8080/tcp'],
    ['8080/TCP', '8080/tcp'],
    ['53/udp', '53/udp'],
  ])('name the protocol of a port: %s', (port, expected) => {
    const config = { ExposedPorts: { [port]: {} } };
    expect(toInspectedFacts('x:1', { Config: config }, []).ports).toEqual([expected]);
    expect(toArchivedFacts({ names: [], platforms: [], bytes: 0 }, { config }).ports).toEqual([expected]);
  });
});
