/** Runs nodes in containers of the image `python`, as Kubeflow does, and in images that are derived from it. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { collect, prepareImages } from '../containers.mjs';

/** Runs each command in a shell of its own, until one fails. */
const EACH = 'for each in "$@"; do sh -c "$each" || exit; done';
const NAME = 'actionrunner-interop/elyra';

/** What a derived image installs: the list and a library, or also versions that are newer than those of the list. */
const DERIVED = {
  libraries: (list) => [...list, 'numpy==2.4.6'],
  newer: (list) => [...list, 'numpy==2.4.6', '&&', 'pip', 'install', 'jupyter-core==5.9.1', 'requests==2.34.2'],
};

/**
 * The images, built when a node needs them. `wheels` are the folders of what a registry would have, and `list` the pins of Elyra.
 * @returns what runs the commands of a node, and what removes the derived images
 */
export async function createImages({ work, wheels, list, missing }) {
  const { docker, tagOf } = await prepareImages(['python'], missing);
  const context = path.join(work, 'image');
  fs.mkdirSync(path.join(context, 'wheels'), { recursive: true });
  for (const folder of wheels) fs.cpSync(folder, path.join(context, 'wheels'), { recursive: true });

  const builds = new Map();
  const find = async (name) => {
    if (name === 'plain') return tagOf('python');
    if (!builds.has(name)) builds.set(name, build(docker, context, tagOf('python'), name, DERIVED[name](list)));
    return await builds.get(name);
  };
  const execute = async ({ image, container = [] }, commands, environment) => {
    const tag = await find(image);
    const wheelhouse = ['-v', `${context}/wheels:/wheels:ro`];
    const variables = Object.entries({ ...environment, PIP_FIND_LINKS: '/wheels' });
    const all = variables.flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    // The storage is on loopback.
    const options = ['run', '--rm', '--network', 'host', ...wheelhouse, ...all, ...container];
    return await collect(docker, [...options, tag, 'sh', '-c', EACH, 'sh', ...commands]);
  };
  const remove = async () => {
    for (const name of builds.keys()) await collect(docker, ['rmi', '-f', `${NAME}:${name}`]);
  };
  return { execute, remove };
}

async function build(docker, context, base, name, packages) {
  const install = `pip install --no-index --find-links=/wheels ${packages.join(' ')}`;
  const lines = [
    `FROM ${base}`,
    'COPY wheels /wheels',
    'ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels PIP_ROOT_USER_ACTION=ignore',
    'USER root',
    `RUN ${install}`,
    'USER 1000:1000',
  ];
  const file = path.join(context, `${name}.Dockerfile`);
  fs.writeFileSync(file, `${lines.join('\n')}\n`);
  const tag = `${NAME}:${name}`;
  const { status, output } = await collect(docker, ['build', '--network', 'none', '-t', tag, '-f', file, context]);
  if (status !== 0) throw new Error(`docker build: exit status ${status}: ${output.slice(-2000)}`);
  return tag;
}
