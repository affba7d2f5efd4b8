/** The commands of the document on images of accounts, with the image `native` as the one that the platform offers. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { collect } from '../containers.mjs';
import { check } from './cluster.mjs';

const BASE = 'native_storlets';
const TENANT = 'service_tenant_image';
/** What the account's manager has of images. */
export const IMAGES = [BASE, TENANT];

/** The Dockerfile of the document, but for what is installed: there is no network, and tini is there already. */
const INSTALL = 'RUN ["apt-get", "install", "-y", "--no-download", "tini"]';
const DOCKERFILE = [`FROM ${BASE}`, '', 'MAINTAINER root', ''];

export const DOCUMENTS = [
  {
    id: 'list',
    name: 'the image of the platform is listed',
    async see({ docker, swift, work, base }) {
      await check(docker, ['tag', base, BASE]);
      await check(docker, ['save', '-o', path.join(work, `${BASE}.tar`), BASE]);
      await succeed(swift('post', 'docker_images'));
      await succeed(swift('upload', 'docker_images', `${BASE}.tar`, '-H', `X-Object-Meta-Image-Name: ${BASE}`));
      return describe('swift list docker_images', await swift('list', 'docker_images'));
    },
  },
  {
    id: 'stat',
    name: 'its metadata',
    async see({ swift }) {
      const { status, output } = await swift('stat', 'docker_images', `${BASE}.tar`);
      return describe(`swift stat docker_images ${BASE}.tar`, { status, output: metadataOf(output) });
    },
  },
  {
    id: 'load',
    name: 'it is downloaded and loaded',
    async see({ docker, swift, work }) {
      await check(docker, ['rmi', BASE]);
      fs.rmSync(path.join(work, `${BASE}.tar`));
      await succeed(swift('download', 'docker_images', `${BASE}.tar`));
      await check(docker, ['load', '-i', path.join(work, `${BASE}.tar`)]);
      const { status, output } = await collect(docker, ['images', '--format', '{{.Repository}} {{.Tag}}']);
      const lines = output.split('\n').filter((line) => line.includes(BASE));
      return describe(`docker load -i ${BASE}.tar; docker images`, { status, output: lines.join('; ') });
    },
  },
  {
    id: 'maintainer',
    name: 'the Dockerfile of the document',
    see: ({ docker, work }) =>
      build(docker, work, [...DOCKERFILE, INSTALL], '`MAINTAINER root`, `RUN ["apt-get", "install", …]`'),
  },
  {
    id: 'user',
    name: 'the same with `USER`',
    see: ({ docker, work }) =>
      build(
        docker,
        work,
        [...DOCKERFILE, 'USER root', INSTALL, 'USER 1000:1000'],
        '`USER root` before, `USER 1000:1000` after',
      ),
  },
  {
    id: 'debug',
    name: 'the image is tried out',
    async see({ docker }) {
      const { status, output } = await collect(docker, [
        'run',
        '--rm',
        '-i',
        '--network',
        'none',
        TENANT,
        'debug',
        '/bin/bash',
      ]);
      return describe(`docker run -i -t ${TENANT} debug /bin/bash`, {
        status,
        output: output.trim().split('\n').at(-1),
      });
    },
  },
  {
    id: 'upload',
    name: 'the image is handed over',
    async see({ docker, swift, work }) {
      await check(docker, ['save', '-o', path.join(work, `${TENANT}.tar`), TENANT]);
      await succeed(swift('upload', 'docker_images', `${TENANT}.tar`));
      const { status, output } = await swift('stat', 'docker_images', `${TENANT}.tar`);
      return describe(`swift upload docker_images ${TENANT}.tar; swift stat`, { status, output: metadataOf(output) });
    },
  },
  {
    id: 'deploy',
    name: 'it is deployed to the node',
    async see({ swift, work, engine }) {
      fs.rmSync(path.join(work, `${TENANT}.tar`));
      await succeed(swift('download', 'docker_images', `${TENANT}.tar`));
      const { status, output } = await engine('load', '-i', path.join(work, `${TENANT}.tar`));
      return describe('docker load, on the node', { status, output: output.trim().split('\n').at(-1) });
    },
  },
];

async function build(docker, work, lines, sent) {
  const context = path.join(work, 'dockerfile_example');
  fs.mkdirSync(context, { recursive: true });
  fs.writeFileSync(path.join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
  const { status, output } = await collect(docker, ['build', '--network', 'none', '--no-cache', '-t', TENANT, context]);
  const reasons = output.split('\n').filter((line) => line.startsWith('E: '));
  return describe(sent, { status, output: status === 0 ? 'built' : reasons.join('; ') });
}

async function succeed(call) {
  const { status, output } = await call;
  if (status !== 0) throw new Error(`exit status ${status}: ${output}`);
}

/** The lines of `swift stat` that the document looks at. */
function metadataOf(output) {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^Content Type|^Meta (?!Mtime)/.test(line))
    .join('; ');
}

function describe(command, { status, output }) {
  const text = output.trim().replaceAll('\n', '; ');
  return {
    command: command.includes('`') ? command : `\`${command}\``,
    seen: status === 0 ? text : `${status}: ${text}`,
  };
}
