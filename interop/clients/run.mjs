/** Lets each client create an action and invoke it, and reports what it sends and what a runtime of this project answers. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { describeLack } from '../../scripts/interop/lacking.js';
import { isInstalled } from '../../scripts/programs.js';
import { runCommand } from '../commands.mjs';
import { startPlatform } from './platform.mjs';

const execute = promisify(execFile);
const TIMEOUT_MS = 600_000;
const PROXIES = /^(?:(?:https?|all)_)?proxy$/i;

const ZIP = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as archive:
    archive.writestr("__main__.py", "from greeting import greet\\ndef main(args):\\n    return greet(args)\\n")
    archive.writestr("greeting.py", "def greet(args):\\n    return {'hello': args.get('name')}\\n")
`;

const CASES = [
  { id: 'openwhisk-text', name: 'openwhisk: text', program: 'openwhisk', argument: 'text' },
  { id: 'openwhisk-zip', name: 'openwhisk: zip in a Buffer', program: 'openwhisk', argument: 'zip' },
  { id: 'openwhisk-buffer', name: 'openwhisk: source in a Buffer', program: 'openwhisk', argument: 'buffer' },
  { id: 'openwhisk-options', name: 'openwhisk: `main` and others', program: 'openwhisk', argument: 'options' },
  { id: 'openwhisk-exec', name: 'openwhisk: `exec.main`', program: 'openwhisk', argument: 'exec' },
  { id: 'openwhisk-short', name: 'openwhisk: the text `exit`', program: 'openwhisk', argument: 'short' },
  { id: 'openwhisk-failing', name: 'openwhisk: result with `error`', program: 'openwhisk', argument: 'failing' },
  { id: 'aio-kind', name: 'aio-lib-runtime: a kind of Python', program: 'aio', argument: 'kind' },
  { id: 'aio-zip', name: 'aio-lib-runtime: zip, `docker`', program: 'aio', argument: 'zip' },
  { id: 'aio-web', name: 'aio-lib-runtime: `web`, inputs, limits', program: 'aio', argument: 'web' },
  { id: 'aio-failing', name: 'aio-lib-runtime: result with `error`', program: 'aio', argument: 'failing' },
  {
    id: 'wskdebug',
    name: 'wskdebug',
    program: 'wskdebug',
    code: 'def main(args):\n    return {"hello": args["name"]}\n',
  },
  { id: 'wskdebug-syntax', name: 'wskdebug: code that cannot be loaded', program: 'wskdebug', code: 'def main(' },
  { id: 'serverless-python', name: 'serverless-openwhisk: Python', program: 'serverless', argument: 'python' },
  {
    id: 'serverless-folder',
    name: 'serverless-openwhisk: source in a folder',
    program: 'serverless',
    argument: 'folder',
  },
  {
    id: 'serverless-binary',
    name: 'serverless-openwhisk: `binary` and a helper',
    program: 'serverless',
    argument: 'binary',
  },
  { id: 'serverless-image', name: 'serverless-openwhisk: `image`', program: 'serverless', argument: 'image' },
  {
    id: 'serverless-image-artifact',
    name: 'serverless-openwhisk: `image`, artifact of its own',
    program: 'serverless',
    argument: 'image-artifact',
  },
  {
    id: 'serverless-image-only',
    name: 'serverless-openwhisk: `image` without `runtime`',
    program: 'serverless',
    argument: 'image-only',
  },
  { id: 'serverless-docker', name: 'serverless-openwhisk: `docker`', program: 'serverless', argument: 'docker' },
  { id: 'serverless-sequence', name: 'serverless-openwhisk: sequence', program: 'serverless', argument: 'sequence' },
  { id: 'serverless-web', name: 'serverless-openwhisk: `web-export`, limits', program: 'serverless', argument: 'web' },
  {
    id: 'serverless-failing',
    name: 'serverless-openwhisk: result with `error`',
    program: 'serverless',
    argument: 'failing',
  },
  { id: 'serverless-path', name: 'serverless-openwhisk: `--path`', program: 'serverless', argument: 'path' },
];

const CLIENTS = {
  openwhisk: { file: 'openwhisk.cjs', needs: 'npm/openwhisk' },
  aio: { file: 'aio.cjs', needs: 'npm/@adobe/aio-lib-runtime' },
  wskdebug: { file: 'wskdebug.cjs', needs: 'npm/@openwhisk/wskdebug' },
  serverless: { file: 'serverless.mjs', needs: 'npm/serverless-openwhisk' },
};

export default async function run({ row, work, folder, missing }) {
  const archive = path.join(work, 'action.zip');
  if (isInstalled('python3')) runCommand('python3', ['-c', ZIP, archive], missing);
  const start = async (id, use, python) => {
    if (!isInstalled('python3')) throw missing(describeLack('python3'));
    const home = path.join(work, id);
    fs.mkdirSync(home);
    const platform = await startPlatform(path.join(home, 'actions'), { python });
    try {
      return await use(platform, home);
    } finally {
      await platform.close();
    }
  };
  const program = (name) => path.join(folder, 'programs', name);
  for (const { id, name, program: client, argument, code } of CASES) {
    const see = (packages) =>
      start(id, async (platform, home) => {
        const call = (...args) =>
          ask(process.execPath, [program(CLIENTS[client].file), packages, platform.url, ...args], home);
        if (code === undefined) return describe(platform, await call(argument, archive));
        return seeDebugger(platform, call, code);
      });
    await row({ id, name, needs: [CLIENTS[client].needs], see });
  }
  const see = (packages) =>
    start(
      'lithops',
      async (platform, home) =>
        describe(
          platform,
          await ask('python3', [program('deploy_lithops.py'), platform.url], home, { PYTHONPATH: packages }),
        ),
      writePython(work, packages),
    );
  await row({ id: 'lithops', name: 'Lithops: its action', needs: ['pypi/lithops'], see });
}

/** An interpreter that finds the packages which the image of Lithops has. */
function writePython(work, packages) {
  const file = path.join(work, 'python');
  fs.writeFileSync(file, `#!/bin/sh\nPYTHONPATH='${packages}' exec python3 "$@"\n`, { mode: 0o755 });
  return file;
}

/** Runs a program, and returns the line that it prints. */
async function ask(command, args, cwd, environment = {}) {
  const clean = Object.entries(process.env).filter(([name]) => !PROXIES.test(name));
  const env = { ...Object.fromEntries(clean), ...environment };
  const { stdout } = await execute(command, args, { cwd, env, timeout: TIMEOUT_MS });
  return stdout.trim().split('\n').at(-1);
}

async function seeDebugger(platform, call, code) {
  const body = JSON.stringify({ exec: { kind: 'python:3', code } });
  await fetch(`${platform.url}/api/v1/namespaces/guest/actions/hello`, { method: 'PUT', body });
  const port = await platform.forward('hello');
  try {
    const client = await call(port.url);
    const [init, activation] = port.messages;
    const sends = `init: ${Object.keys(init.value).join(', ')}`;
    const more = activation === undefined ? '' : `; run: ${Object.keys(activation).sort().join(', ')}`;
    return { ...describe(platform, client), sends: `${sends}${more}`, more: undefined };
  } finally {
    await port.close();
  }
}

function describe({ sent, answers }, client) {
  const cells = { client: client.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '(API)') };
  const last = sent.findLast(({ type }) => type === 'actions')?.body;
  const others = sent.map(({ type }) => type).join(', ');
  cells.sends = last !== undefined ? describeExec(last.exec) : others === '' ? 'nothing' : `${others}, but no action`;
  cells.more = last === undefined ? '' : describeRest(last);
  const find = (step) => answers.filter((answer) => answer.step === step).map(describeAnswer);
  cells.init = find('init').join('; ') || '-';
  const runs = find('run');
  const isSame = runs.length > 1 && runs.every((each) => each === runs[0]);
  cells.run = (isSame ? `${runs.length} × ${runs[0]}` : runs.join('; ')) || '-';
  return cells;
}

function describeExec({ code, ...rest }) {
  const fields = Object.entries(rest).map(([name, value]) => `${name} ${value}`);
  return [...fields, code === undefined ? 'no code' : `code: ${describeCode(code)}`].join(', ');
}

function describeCode(code) {
  const bytes = Buffer.from(code, 'base64');
  if (bytes.toString('base64') !== code) return 'text';
  return bytes.subarray(0, 2).toString() === 'PK' ? 'base64 of a zip' : `base64 of ${bytes.length} bytes`;
}

function describeRest({ exec, ...rest }) {
  const list = (value) =>
    Array.isArray(value)
      ? value.map((each) => `${each.key}=${JSON.stringify(each.value)}`).join(' ')
      : JSON.stringify(value);
  return Object.entries(rest)
    .filter(([name, value]) => name !== 'name' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${list(value)}`)
    .sort()
    .join('; ');
}

/** A result is shown, unless it is long. */
function describeAnswer({ status, body }) {
  const text = JSON.stringify(body);
  return text.length < 200 ? `${status} ${text}` : `${status}, ${Object.keys(body).sort().join(', ')}`;
}
