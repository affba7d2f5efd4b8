/**
 * The Serverless Framework with its plugin for OpenWhisk: deploys a service and invokes its function `hello`. Arguments: the packages'
 * folder, the API, the case, an archive.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const [folder, apihost, name, archive] = process.argv.slice(2);
const modules = path.join(folder, 'node_modules');
/** It takes seconds on an idle machine. */
const TIMEOUT_MS = 300_000;
const GREETING = 'def greet(args):\n    return {"hello": args.get("name")}\n';
const MAIN = 'from greeting import greet\n\ndef main(args):\n    return greet(args)\n';
const MODULES = { 'action.py': MAIN, 'greeting.py': GREETING };
const HELPER = '#!/bin/sh\necho \'{"hello": "helper"}\'\n';

const CASES = {
  python: { files: MODULES, functions: { hello: { handler: 'action.main' } } },
  folder: {
    files: { 'src/action.py': MAIN, 'src/greeting.py': GREETING },
    functions: { hello: { handler: 'src/action.main' } },
  },
  binary: {
    files: { start: '#!/bin/sh\nexec "$(dirname "$0")/helper"\n', helper: HELPER },
    functions: { hello: { handler: 'start', runtime: 'binary' } },
  },
  image: { files: MODULES, functions: { hello: { handler: 'action.main', image: 'example/python' } } },
  'image-artifact': {
    files: { '__main__.py': MAIN },
    functions: { hello: { handler: '__main__.main', image: 'example/python', package: { artifact: archive } } },
    individually: true,
  },
  'image-only': { files: MODULES, functions: { hello: { handler: 'action.main', image: 'example/python' } } },
  docker: { files: {}, functions: { hello: { handler: 'example/native', runtime: 'docker' } } },
  sequence: {
    files: {
      'first.py': 'def main(args):\n    return {"name": args["name"].upper()}\n',
      ...MODULES,
    },
    functions: {
      first: { handler: 'first.main' },
      second: { handler: 'action.main' },
      hello: { sequence: ['first', 'second'] },
    },
  },
  web: {
    files: MODULES,
    functions: {
      hello: {
        handler: 'action.main',
        annotations: { 'web-export': true },
        parameters: { name: 'default' },
        memory: 128,
        timeout: 1,
      },
    },
    invoke: ['--data', '{}'],
  },
  failing: {
    files: { 'action.py': 'def main(args):\n    return {"error": "no such user"}\n' },
    functions: { hello: { handler: 'action.main' } },
  },
  path: { files: MODULES, functions: { hello: { handler: 'action.main' } }, invoke: ['--path', 'parameters.json'] },
};

const { files, functions, invoke = ['--data', '{"name": "James"}'], individually = false } = CASES[name];
const service = {
  service: 'tools',
  frameworkVersion: '3',
  configValidationMode: 'off',
  provider: { name: 'openwhisk', ...(name !== 'image-only' && { runtime: 'python:3' }) },
  package: { individually },
  plugins: { localPath: modules, modules: ['serverless-openwhisk'] },
  functions: Object.fromEntries(Object.entries(functions).map(([key, value]) => [key, { name: key, ...value }])),
};

fs.mkdirSync('service');
for (const [file, text] of Object.entries({ ...files, 'parameters.json': '{"name": "James"}' })) {
  const target = path.join('service', file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
}
fs.writeFileSync(path.join('service', 'serverless.json'), JSON.stringify(service));

const env = {
  ...process.env,
  HOME: process.cwd(),
  OW_APIHOST: apihost,
  OW_AUTH: 'user:password',
  OW_NAMESPACE: 'guest',
  SLS_TELEMETRY_DISABLED: '1',
  SLS_NOTIFICATIONS_MODE: 'off',
};

/** Runs a command: its exit status and what it prints on stdout, in one line. */
function serverless(command, ...args) {
  const options = { cwd: 'service', env, encoding: 'utf8', timeout: TIMEOUT_MS };
  const { status, stdout, error } = spawnSync(path.join(modules, '.bin', 'serverless'), [command, ...args], options);
  if (error !== undefined) throw error;
  return { status, text: `${command} exits with ${status}: ${stdout.trim().replaceAll(/\s+/g, ' ')}` };
}

const deploy = serverless('deploy');
console.log(deploy.status === 0 ? serverless('invoke', '--function', 'hello', ...invoke).text : deploy.text);
