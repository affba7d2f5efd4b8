/** The nodes: the file that each runs, and what else differs from an ordinary one. */

const SCRIPT = 'print("loaded", open("input.txt").read().strip())\nopen("result.csv", "w").write("1,2\\n")\n';

/** A notebook of one cell, for a kernel. */
function notebook(source, kernel = 'python3', language = 'python') {
  return JSON.stringify({
    cells: [{ id: 'a', cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source }],
    metadata: { kernelspec: { name: kernel, display_name: kernel, language } },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

const ANY_USER = ['--user', '12345:0'];
const PLACE = 'import os, sys\nprint(os.getuid(), os.getcwd())\n';

/**
 * `source` is the content of `file`; `options` and `parameters` are given to the bootstrapper, and `environment` to the container. `cut`
 * is where the archive ends, and with `pip` the packages of the list are compared with those installed.
 */
export const NODES = [
  {
    id: 'script',
    name: 'script',
    source: SCRIPT,
    pip: true,
    environment: { ELYRA_INSTALL_PACKAGES: 'true' },
    options: ['--inputs', 'input.txt', '--outputs', 'result.csv'],
  },
  { id: 'script-fails', name: 'script that exits with 3', source: 'print("before")\nraise SystemExit(3)\n' },
  {
    id: 'script-bytes',
    name: 'script that prints bytes',
    source: 'import sys\nsys.stdout.buffer.write(b"caf\\xe9\\n")\n',
  },
  { id: 'notebook', name: 'notebook', file: 'load.ipynb', source: notebook('print("loaded")') },
  {
    id: 'notebook-fails',
    name: 'notebook that raises',
    file: 'load.ipynb',
    source: notebook('raise ValueError("bad")'),
  },
  {
    id: 'notebook-kernel',
    name: 'notebook of another Python kernel',
    file: 'load.ipynb',
    source: notebook('print("loaded")', 'my-conda'),
  },
  {
    id: 'notebook-no-kernel',
    name: 'notebook of a missing language',
    file: 'load.ipynb',
    source: notebook('println("loaded")', 'scala', 'scala'),
  },
  { id: 'r-script', name: 'R script `load.R`', file: 'load.R', source: 'print("loaded")\n' },
  {
    id: 'parameter',
    name: 'parameter',
    source: 'import os\nprint(os.environ["GREETING"])\n',
    parameters: 'GREETING=good day',
  },
  {
    id: 'parameter-semicolon',
    name: 'parameter with a semicolon',
    source: 'import os\nprint(os.environ["GREETING"])\n',
    parameters: 'GREETING=good; day',
  },
  {
    id: 'parameter-known',
    name: 'parameter of the name of a variable',
    source: 'import os\nprint(os.environ["GREETING"])\n',
    parameters: 'GREETING=good day',
    environment: { GREETING: 'of the image' },
  },
  { id: 'archive-damaged', name: 'archive that is cut off', source: 'print("loaded")\n', cut: 40 },
  {
    id: 'output-missing',
    name: 'output that is not made',
    source: 'print("loaded")\n',
    options: ['--outputs', 'result.csv'],
  },
  {
    id: 'output-wildcard',
    name: 'outputs `*.csv`, none made',
    source: 'print("loaded")\n',
    options: ['--outputs', '*.csv'],
  },
  {
    id: 'output-folder',
    name: 'output that is a folder',
    source:
      'import os\nos.makedirs("result/deep")\nopen("result/a.txt", "w").write("a")\nopen("result/deep/b.txt", "w").write("b")\nos.makedirs("result/empty")\n',
    options: ['--outputs', 'result'],
  },
  {
    id: 'no-credentials',
    name: 'no credentials',
    source: 'print("loaded")\n',
    environment: { AWS_ACCESS_KEY_ID: undefined },
  },
];

/**
 * Nodes that run in containers, with what a registry has in a folder: of the image `python` itself (`plain`), or derived from it.
 * `container` are options of the container.
 */
export const NODES_IN_IMAGES = [
  {
    id: 'image-script',
    name: 'script',
    image: 'plain',
    source: PLACE,
    options: ['--inputs', 'input.txt'],
  },
  {
    id: 'image-notebook',
    name: 'notebook, any user, HOME is the working directory',
    image: 'plain',
    file: 'load.ipynb',
    source: notebook(PLACE),
    container: [...ANY_USER, '-e', 'HOME=/action'],
  },
  {
    id: 'image-no-home',
    name: 'script, any user, HOME is /',
    image: 'plain',
    source: PLACE,
    container: [...ANY_USER, '-e', 'HOME=/'],
  },
  {
    id: 'image-read-only',
    name: 'script, read-only file system',
    image: 'libraries',
    source: PLACE,
    container: ['--read-only'],
  },
  {
    id: 'image-libraries',
    name: 'notebook, the list and NumPy in the image',
    image: 'libraries',
    file: 'load.ipynb',
    source: notebook('import numpy\nprint(numpy.arange(4).sum())'),
  },
  {
    id: 'image-raises',
    name: 'notebook that raises',
    image: 'libraries',
    file: 'load.ipynb',
    source: notebook('raise ValueError("bad")'),
  },
  {
    id: 'image-newer',
    name: 'script, newer requests and jupyter-core in the image',
    image: 'newer',
    source: 'import requests, jupyter_core\nprint(requests.__version__, jupyter_core.__version__)\n',
  },
];
