import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { tableRows } from '../scripts/markdown.js';
import { exists, ROOT, read, readJson } from './support/repository-files.js';

interface LockEntry {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

describe('decision records', () => {
  const folder = 'docs/adr';
  const records = fs.readdirSync(path.join(ROOT, folder)).filter((name) => /^\d{4}-/.test(name));

  it('are numbered without a gap', () => {
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
  });

  it('are in the index, each with its title and status', () => {
    const rows = tableRows(read(`${folder}/README.md`), 'record', 'status');
    const expected = records.map((name) => {
      const [, title] = /^# (.*)$/m.exec(read(`${folder}/${name}`)) ?? [];
      return `[${title}](${name})`;
    });
    expect(rows.map(([link]) => link)).toEqual(expected);
    const statuses = records.map((name) => /^## Status\n\n(\w+)/m.exec(read(`${folder}/${name}`))?.[1]?.toLowerCase());
    expect(rows.map(([, status]) => status?.split(/\W/)[0])).toEqual(statuses);
  });

  it.each(records)('%s has the five headings', (name) => {
    const headings = [...read(`${folder}/${name}`).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Status', 'Context', 'Decision', 'Consequences', 'Alternatives']);
  });
});

describe('workflows', () => {
  const names = fs.readdirSync(path.join(ROOT, '.github/workflows'));
  const workflows = names.map((name) => ({ name, text: read(`.github/workflows/${name}`) }));

  it.each(workflows)('$name pins actions to a major version, and gives no more rights than it needs', ({ text }) => {
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.filter((action) => !/^actions\/[\w-]+@v\d+$/.test(action ?? ''))).toEqual([]);
    expect((parse(text) as { permissions: unknown }).permissions).toEqual({ contents: 'read' });
  });

  it('run no script that does not exist', () => {
    const { scripts } = readJson<{ scripts: Record<string, string> }>('package.json');
    const all = workflows.map(({ text }) => text).join('\n');
    const run = [...all.matchAll(/\bnpm run ([\w:]+)/g)].map(([, script]) => script ?? '');
    expect(run.filter((script) => !(script in scripts))).toEqual([]);
    const files = [...all.matchAll(/\b(?:node|bash) ([\w./]+)/g)].map(([, file]) => file ?? '');
    expect(files.filter((file) => !exists(file))).toEqual([]);
  });
});

describe('package-lock.json', () => {
  const lock = readJson<{ packages: Record<string, LockEntry> }>('package-lock.json').packages;

  it('names no registry', () => {
    const addresses = Object.values(lock).flatMap(({ resolved }) => resolved ?? []);
    expect(addresses.filter((address) => address.includes(':'))).toEqual([]);
  });

  it('has the optional packages of every platform, without which npm ci fails', () => {
    // As Node looks a package up: beside the one that needs it, then in each node_modules above.
    const isLocked = (from: string, name: string): boolean => {
      if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in lock) return true;
      return from !== '' && isLocked(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
    };
    const missing = Object.entries(lock).flatMap(([from, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !isLocked(from, name)),
    );
    expect(missing).toEqual([]);
  });
});

describe('findings', () => {
  const names = fs.readdirSync(path.join(ROOT, 'findings')).filter((name) => name.endsWith('.sh'));

  it('are in the index, each with its subject and its surprise', () => {
    const rows = tableRows(read('findings/README.md'), 'script', 'subject and version', 'surprise');
    expect(rows.map(([link]) => link)).toEqual(names.map((name) => `[${name.replace('.sh', '')}](${name})`));
  });

  it.each(names)('%s first says what one would guess, what happens and why it matters, and names no host', (name) => {
    const text = read(`findings/${name}`);
    expect(text).toMatch(
      /^#!\/usr\/bin\/env bash\n# Guess: (?:.|\n# )+\n# What happens: (?:.|\n# )+\n# Why it matters: (?:.|\n# )+\nset -euo pipefail\n/,
    );
    const hosts = [...text.matchAll(/https?:\/\/([^/:"'\s]+)/g)].map(([, host]) => host);
    // The last is part of the name of JSON Schema's dialects.
    const harmless = ['127.0.0.1', 'example.org', 'json-schema.org'];
    expect(hosts.filter((host) => !harmless.includes(String(host)))).toEqual([]);
  });
});
