import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installCommand } from '../../../benchmarks/lib/bundle.js';
import { codeBlocks } from '../../../scripts/markdown.js';
import { followTranscript, runCommand } from './first-hour/transcript.js';

const ROOT = path.join(__dirname, '..', '..', '..');
const TRANSCRIPT = fs.readFileSync(path.join(__dirname, 'first-hour', 'first-hour.txt'), 'utf8');

/** An empty folder, but for the packages as npm installs them. */
let folder: string;

beforeEach(() => {
  const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'first-hour-'));
  folder = path.join(parent, 'mine');
  fs.mkdirSync(folder);
  const command = installCommand(folder);
  const bin = path.join(folder, 'node_modules', '.bin');
  fs.rmSync(bin, { recursive: true, force: true });
  fs.mkdirSync(bin);
  fs.symlinkSync(command, path.join(bin, 'actionrunner'));
});

afterEach(() => {
  fs.rmSync(path.dirname(folder), { recursive: true, force: true });
});

test('the first hour of a new user: each command prints what the transcript says', () => {
  expect(followTranscript(folder, TRANSCRIPT)).toEqual([]);
});

test('the lines of the README work from an empty folder, in their order', () => {
  const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
  const block = codeBlocks(readme).find(({ text }) => text.startsWith('npm init -y\n'));
  // The packages are there already.
  const lines = block?.text.replace('npm install actionrunner\n', '') ?? '';
  const output = runCommand(folder, lines);
  expect(output.slice(output.lastIndexOf('\n{') + 1)).toBe('{\n    "hello": {\n        "name": "James"\n    }\n}');
  expect(JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))).toMatchObject({ type: 'module' });
});
