/**
 * Runs the example actions through the real command and shows command, logs and result of each (`npm start`).
 * Succeeds if at least one example ran and none of those that ran failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { INSTALL, isInstalled } from './programs.js';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const COMMAND = path.join(ROOT, 'packages', 'cli', 'bin', 'actionrunner.js');
const ACTIONS = 'examples/actions';
const ARCHIVES = 'build/examples';

/** The examples: commands, one after the other, of which the last shows the result. */
const EXAMPLES = [
  {
    title: 'The shell script of the OpenWhisk documentation',
    commands: [`invoke ${ACTIONS}/hello.sh -p name James`],
    needs: ['bash', 'jq'],
  },
  {
    title: 'A zip with an executable and a data file',
    commands: [`build ${ACTIONS}/fortune -o ${ARCHIVES}/fortune.zip`, `invoke ${ARCHIVES}/fortune.zip`],
    needs: ['bash'],
  },
  {
    title: 'A Python action',
    commands: [`invoke ${ACTIONS}/hello.py -p name James`],
    needs: ['python3'],
  },
  {
    title: 'The C program of the OpenWhisk documentation, compiled when it is initialized',
    commands: [`invoke ${ACTIONS}/hello.c -p name James`],
    needs: ['gcc'],
  },
  {
    title: 'The same, compiled ahead of time',
    commands: [`build ${ACTIONS}/hello.c -o ${ARCHIVES}/hello.zip`, `invoke ${ARCHIVES}/hello.zip -p name James`],
    needs: ['gcc'],
  },
  {
    title: 'The stub, which an image runs before it has an action; it answers with an application error',
    commands: ['invoke --runner native'],
    needs: [],
    exitCode: 1,
  },
];

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (style, line) => (colours ? styleText(style, line) : line);
const show = (label, line) => console.log(`${label.padEnd(8)}${line}`);

/** Runs the command and shows what it prints. @returns its exit code */
async function run(command) {
  console.log(paint('cyan', `$ npx actionrunner ${command}`));
  const options = { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [COMMAND, ...command.split(' ')], options);
  const logs = createInterface({ input: child.stderr });
  logs.on('line', (line) => show('log', paint('dim', line)));
  const [[status, signal], result] = await Promise.all([once(child, 'close'), text(child.stdout), once(logs, 'close')]);
  const lines = result.trimEnd().split('\n');
  lines.forEach((line, index) => {
    if (line !== '') show(index === 0 ? 'result' : '', line);
  });
  return status ?? signal;
}

/** Shows one example. @returns whether it ran as expected; undefined when a program is missing */
async function showExample({ title, commands, needs, exitCode = 0 }) {
  console.log(`\n${paint('bold', title)}`);
  const missing = needs.filter((program) => !isInstalled(program));
  for (const program of missing) {
    show('skipped', `${program} is missing; install it with: ${INSTALL[program]}`);
  }
  if (missing.length > 0) return undefined;
  let status = 0;
  for (const command of commands) {
    if (status === 0) status = await run(command);
  }
  const good = status === exitCode;
  show('exit', paint(good ? 'green' : 'red', `${status} (${good ? 'as expected' : `expected: ${exitCode}`})`));
  return good;
}

fs.mkdirSync(path.join(ROOT, ARCHIVES), { recursive: true });
const outcomes = [];
for (const example of EXAMPLES) {
  outcomes.push(await showExample(example));
}
const count = (outcome) => outcomes.filter((each) => each === outcome).length;
console.log(`\n${count(true)} examples ran as expected, ${count(false)} failed, ${count(undefined)} skipped.`);
process.exitCode = count(true) > 0 && count(false) === 0 ? 0 : 1;
