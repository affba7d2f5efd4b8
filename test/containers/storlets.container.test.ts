import * as fs from 'node:fs';
import * as path from 'node:path';
import { tagOf } from '../../scripts/images/catalogue.js';
import { Container, temporaryFolder } from './support/container.js';
import { docker } from './support/docker.js';
import { buildImage } from './support/images.js';

/** Neither ENTRYPOINT nor CMD: the engine of Storlets could not use the image then. */
const DOCKERFILE = `FROM ${tagOf('native')}
COPY exec /action/exec
`;

/** Tells what it has of the network, and of the limits. */
const EXEC = `#!/bin/bash
echo "$1" | jq -c --arg network "$(ls /sys/class/net)" --arg hosts "$(getent hosts example.org)" \\
  '{text: .text | ascii_upcase, network: $network, hosts: $hosts}'
`;

const LIMITS = ['--network', 'none', '--memory', '256m', '--memory-swap', '256m', '--cpus', '1'];

it('an image that is derived, saved, removed and loaded runs its action without a network, through a socket', async () => {
  const folder = temporaryFolder();
  fs.writeFileSync(path.join(folder, 'exec'), EXEC, { mode: 0o755 });
  const tag = await buildImage(DOCKERFILE, folder);
  const config = '{{json .Config.Cmd}} {{json .Config.Entrypoint}}';
  expect(await inspected(tag, config)).toBe(await inspected(tagOf('native'), config));

  const archive = path.join(folder, 'image.tar');
  await docker(['save', '-o', archive, tag]);
  await docker(['rmi', tag]);
  await expect(docker(['image', 'inspect', tag])).rejects.toThrow(/no such|not known/i);
  await docker(['load', '-i', archive]);
  const container = await Container.start(tag, {
    options: [...LIMITS, '-v', `${folder}:/sockets`],
    environment: { ACTIONRUNNER_SOCKET: '/sockets/socket' },
    socket: path.join(folder, 'socket'),
  });

  expect((await container.run({ text: 'loud' })).json).toEqual({ text: 'LOUD', network: 'lo', hosts: '' });
  expect(await container.inspect('{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}')).toBe('268435456 1000000000');
  expect(await container.stop()).toBe(0);
  fs.rmSync(folder, { recursive: true });
});

function inspected(image: string, format: string): Promise<string> {
  return docker(['image', 'inspect', '--format', format, image]);
}
