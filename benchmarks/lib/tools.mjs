import { spawnSync } from 'node:child_process';

/** What a row or target may need beyond Node and bash: how it is looked for and how it is installed. */
const TOOLS = {
  gcc: { look: ['gcc', '--version'], install: 'apt-get install gcc' },
  // The interpreter itself: what a version manager puts on the PATH may be a slow script in front of it.
  python: { look: ['python3', '-c', 'import sys; print(sys.executable)'], install: 'apt-get install python3' },
  numpy: { look: ['python3', '-c', 'import numpy, sys; print(sys.executable)'], install: 'pip install numpy' },
  unzip: { look: ['unzip', '-v'], install: 'apt-get install unzip' },
};

/** Which tools this machine has, and the path of Python's interpreter. */
export function findTools() {
  const found = Object.entries(TOOLS).map(([name, { look }]) => {
    const [command, ...args] = look;
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
    return [name, status === 0 ? stdout.trim() : undefined];
  });
  const tools = Object.fromEntries(found);
  // Either of the two unpacks an archive.
  return { ...tools, unpacker: tools.unzip ?? tools.python };
}

/** A sentence about the first tool that is needed and not there; undefined when all are. */
export function missing(needs = [], tools) {
  const name = needs.find((need) => tools[need] === undefined);
  if (name === undefined) return undefined;
  const shown = name === 'unpacker' ? 'unzip' : name;
  return `${shown} is missing (${TOOLS[shown].install})`;
}
