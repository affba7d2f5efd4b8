// @ts-check
// A `.js` file, as both jest and scripts/smoke.mjs load it.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { matchesOutput } from '../../../../scripts/markdown.js';

/** A step of a transcript: a file that is written, or a command with what it prints. */
/** @typedef {{ line: number, file: string, text: string } | { line: number, command: string, output: string }} Step */

/**
 * Parses a transcript: `$ ` begins a command, `--- NAME` the content of a file, `#` a comment, which must follow an empty line. What follows a
 * command is what it prints, both streams together, and at the end `[N]` if its exit status is not 0. `…` matches any text.
 * @param {string} text
 * @returns {Step[]}
 */
export function parseTranscript(text) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {string[]} */
  let body = [];
  const close = () => {
    const step = steps.at(-1);
    const content = `${body.join('\n').trimEnd()}\n`;
    if (step) Object.assign(step, 'file' in step ? { text: content } : { output: content.trim() });
    body = [];
  };
  let isComment = false;
  text.split('\n').forEach((line, index) => {
    const [, mark, rest = ''] = /^(\$|---) (.*)$/.exec(line) ?? [];
    const isAfterGap = index === 0 || isComment || text.split('\n')[index - 1] === '';
    isComment = line.startsWith('#') && isAfterGap;
    if (mark === '$') {
      close();
      steps.push({ line: index + 1, command: rest, output: '' });
    } else if (mark === '---') {
      close();
      steps.push({ line: index + 1, file: rest, text: '' });
    } else if (!isComment) {
      body.push(line);
    }
  });
  close();
  return steps;
}

/**
 * Does what a transcript says in a folder, and compares what the commands print.
 * @param {string} folder empty but for `node_modules`
 * @param {string} text
 * @returns {string[]} the commands that printed something else, with their output
 */
export function followTranscript(folder, text) {
  /** @type {string[]} */
  const differences = [];
  for (const step of parseTranscript(text)) {
    if ('file' in step) {
      fs.writeFileSync(path.join(folder, step.file), step.text);
    } else {
      const output = runCommand(folder, step.command);
      if (!matchesOutput(output, step.output)) {
        differences.push(`first-hour.txt:${step.line}: $ ${step.command}\n${output}`);
      }
    }
  }
  return differences;
}

/**
 * Runs a command in a folder, as its user would.
 * @param {string} folder with `node_modules`
 * @param {string} command
 * @returns {string} what it printed, and its status if that is not 0
 */
export function runCommand(folder, command) {
  const bin = path.join(folder, 'node_modules', '.bin');
  const home = path.join(folder, '..', 'home');
  fs.mkdirSync(home, { recursive: true });
  const names = Object.keys(process.env).filter((name) => !/^(npm_|ACTIONRUNNER_|__OW_|PORT$|NODE_|JEST_)/.test(name));
  const env = {
    ...Object.fromEntries(names.map((name) => [name, process.env[name]])),
    PATH: `${bin}${path.delimiter}${process.env['PATH']}`,
    NO_COLOR: '1',
  };
  // npx finds what is on the PATH, only later. A program of its own, so that `kill` reaches what it runs.
  fs.writeFileSync(path.join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
  const script = `exec 2>&1\n${command}\n`;
  const { status, stdout } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return `${stdout}${status === 0 ? '' : `\n[${status}]`}`.replaceAll(/\n+\[/g, '\n[').trim();
}
