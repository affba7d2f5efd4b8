/** Runs each launcher under both, and asks it for the same results. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describeLack } from '../../scripts/interop/lacking.js';
import { isInstalled } from '../../scripts/programs.js';
import { runCommand } from '../commands.mjs';
import { LAUNCHERS } from './launchers.mjs';
import { GO_PROXY, post, startGo, startLoop } from './platforms.mjs';

const TASKS = ['echo', 'null', 'list', 'nan', 'throw', 'exit'];

export default async function run({ row, work, folder, missing, say }) {
  const programs = path.join(work, 'programs');
  fs.cpSync(path.join(folder, 'programs'), programs, { recursive: true });
  if (GO_PROXY === undefined)
    say('launchers: NOT RUN: the Go proxy: ACTIONLOOP_PROXY does not name one. Its cells are those seen last.');
  const execute = (command, args) => runCommand(command, args, missing);
  for (const { id, name, acknowledges, commands, needs, version, build } of LAUNCHERS) {
    const lacking = commands.find((command) => !isInstalled(command));
    await row({
      id,
      name,
      needs,
      version: lacking === undefined ? version(execute).trim() : '-',
      see: async (...packages) => {
        if (lacking !== undefined) throw missing(describeLack(lacking));
        const home = path.join(work, id);
        fs.mkdirSync(home);
        const command = build({ programs, home, run: execute, packages });
        const code = `#!/bin/sh\nexec ${command.join(' ')}\n`;
        return { ...(await seeLoop(home, code)), ...(await seeGo(home, code, acknowledges, folder, id)) };
      },
    });
  }
}

async function seeLoop(home, code) {
  const cells = {};
  for (const task of TASKS) {
    const loop = await startLoop(home);
    try {
      cells[task] = await ask(loop.url, code, task);
      if (task === 'throw') Object.assign(cells, describeLogs(loop.logs));
    } finally {
      await loop.stop();
    }
  }
  return cells;
}

async function seeGo(home, code, acknowledges, folder, id) {
  const cells = {};
  if (GO_PROXY === undefined) {
    const { rows } = JSON.parse(fs.readFileSync(path.join(folder, 'rows.json'), 'utf8'));
    const seen = Object.entries(rows.find((row) => row.id === id) ?? {});
    return Object.fromEntries(seen.filter(([name]) => /^go[A-Z]/.test(name)));
  }
  for (const task of TASKS) {
    const proxy = await startGo(home, acknowledges);
    try {
      cells[`go${task[0].toUpperCase()}${task.slice(1)}`] = await ask(proxy.url, code, task);
    } finally {
      await proxy.stop();
    }
  }
  return cells;
}

/** The answer to a task, and after a failure the answer to the next. */
async function ask(url, code, task) {
  const init = await post(`${url}/init`, JSON.stringify({ value: { code, main: 'main' } }));
  if (!init.startsWith('200')) return `init: ${init}`;
  const message = (name) => `{"value":{"do":"${name}","integer":9007199254740993,"float":1.0,"empty":{}}}`;
  const answer = await post(`${url}/run`, message(task));
  if (answer.startsWith('200')) return shorten(answer);
  return `${shorten(answer)}; next: ${shorten(await post(`${url}/run`, message('object')))}`;
}

/** Sentences that all share are left out: the status says enough. */
function shorten(answer) {
  return answer.startsWith('200') ? answer.slice(4) : answer.replace(/^(\d+) .*/s, '$1');
}

function describeLogs(logs) {
  const describe = (text) =>
    text === '' ? 'nothing' : text.trim() === '' ? 'an empty line' : text.trim().split('\n')[0];
  return { stdout: describe(logs.stdout), stderr: describe(logs.stderr) };
}
