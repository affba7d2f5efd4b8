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

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const COMMAND = path.join(ROOT, 'packages', 'cli', 'bin', 'actionrunner.js');
const ACTIONS = 'examples/actions';
const ARCHIVES = 'build/examples';

/** How the programs that examples need are installed. */
const INSTALL = {
  bash: 'sudo apt-get install bash (Debian), brew install bash (macOS)',
  jq: 'sudo apt-get install jq (Debian), brew install jq (macOS)',
};

/** The examples; `zip` names a folder of the actions that is zipped first. */
const EXAMPLES = [
  {
    title: 'The shell script of the OpenWhisk documentation',
    args: [`${ACTIONS}/hello.sh`, '-p', 'name', 'James'],
    needs: ['bash', 'jq'],
    exitCode: 0,
  },
  {
    title: 'A zip with an executable and a data file',
    zip: 'fortune',
    args: [`${ARCHIVES}/fortune.zip`],
    needs: ['bash'],
    exitCode: 0,
  },
  {
    title: 'The stub, which an image runs before it has an action; it answers with an application error',
    args: ['--runner', 'native'],
    needs: [],
    exitCode: 1,
  },
];

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (style, line) => (colours ? styleText(style, line) : line);
const show = (label, line) => console.log(`${label.padEnd(8)}${line}`);

function isInstalled(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      fs.accessSync(path.join(folder, program), fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A real archive, made anew each time. It stays, so that the command that is shown can be repeated. */
async function zip(name) {
  const { default: yazl } = await import('yazl');
  const archive = new yazl.ZipFile();
  const folder = path.join(ROOT, ACTIONS, name);
  for (const file of fs.readdirSync(folder)) {
    archive.addFile(path.join(folder, file), file);
  }
  archive.end();
  const target = path.join(ROOT, ARCHIVES, `${name}.zip`);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  // Renaming is atomic: another `npm start` meanwhile reads a whole archive.
  const draft = `${target}.${process.pid}`;
  await fs.promises.writeFile(draft, archive.outputStream);
  fs.renameSync(draft, target);
}

/** Runs the command and shows what it prints. @returns its exit code */
async function invoke(args) {
  const options = { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] };
  const child = spawn(process.execPath, [COMMAND, 'invoke', ...args], options);
  const logs = createInterface({ input: child.stderr });
  logs.on('line', (line) => show('log', paint('dim', line)));
  const [[status, signal], result] = await Promise.all([once(child, 'close'), text(child.stdout), once(logs, 'close')]);
  const lines = result === '' ? ['(none)'] : result.trimEnd().split('\n');
  lines.forEach((line, index) => {
    show(index === 0 ? 'result' : '', line);
  });
  return status ?? signal;
}

/** Shows one example. @returns whether it ran as expected; undefined when a program is missing */
async function showExample({ title, args, needs, exitCode, ...example }) {
  console.log(`\n${paint('bold', title)}`);
  console.log(paint('cyan', `$ npx actionrunner invoke ${args.join(' ')}`));
  const missing = needs.filter((program) => !isInstalled(program));
  for (const program of missing) {
    show('skipped', `${program} is missing; install it with: ${INSTALL[program]}`);
  }
  if (missing.length > 0) return undefined;
  if (example.zip) await zip(example.zip);
  const status = await invoke(args);
  const good = status === exitCode;
  show('exit', paint(good ? 'green' : 'red', `${status} (${good ? 'as expected' : `expected: ${exitCode}`})`));
  return good;
}

const outcomes = [];
for (const example of EXAMPLES) {
  outcomes.push(await showExample(example));
}
const count = (outcome) => outcomes.filter((each) => each === outcome).length;
console.log(`\n${count(true)} examples ran as expected, ${count(false)} failed, ${count(undefined)} skipped.`);
process.exitCode = count(true) > 0 && count(false) === 0 ? 0 : 1;
