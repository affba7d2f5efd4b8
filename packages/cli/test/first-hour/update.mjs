/**
 * Writes what the commands of the transcript print now into it, for whoever changes a message: review the difference.
 * `node packages/cli/test/first-hour/update.mjs FOLDER`, where FOLDER is empty but for `node_modules` with the packages.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseTranscript, runCommand } from './transcript.js';

const file = path.join(import.meta.dirname, 'first-hour.txt');
const folder = path.resolve(process.argv[2] ?? '');
const lines = fs.readFileSync(file, 'utf8').split('\n');
const steps = parseTranscript(lines.join('\n'));
const ends = [...steps.slice(1).map(({ line }) => line - 1), lines.length];
const written = lines.slice(0, (steps[0]?.line ?? 1) - 1);
steps.forEach((step, index) => {
  const body = lines.slice(step.line - 1, ends[index]);
  if ('file' in step) {
    fs.writeFileSync(path.join(folder, step.file), step.text);
    written.push(...body);
    return;
  }
  const comment = body.findIndex((line, at) => at > 0 && line.startsWith('#') && body[at - 1] === '');
  const output = runCommand(folder, step.command)
    .replaceAll(/\/tmp\/actionrunner-\w+/g, '…')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:…');
  written.push(body[0] ?? '', ...(output === '' ? [] : [output]), '', ...(comment > 0 ? body.slice(comment) : []));
});
fs.writeFileSync(file, `${written.join('\n').trimEnd()}\n`);
