import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SERVE_OPTIONS, type ServeOption } from '@actionrunner/http';
import { tableRows } from '../scripts/markdown.js';

/** A declared option, whatever its type. */
type AnyOption = ServeOption<unknown>;

const options: [string, AnyOption][] = Object.entries(SERVE_OPTIONS);

/** The cells of the rows below these headings. */
function rowsOf(file: string, ...header: string[]): string[][] {
  return tableRows(readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8'), ...header);
}

const code = (text: string) => `\`${text}\``;
const variables = ({ environment }: AnyOption) => environment.map(code).join(', ');

/** What the page of the command line has to say; undefined for a default that takes words. */
function shownDefault({ default: value }: AnyOption): string | undefined {
  if (typeof value === 'boolean') {
    return value ? 'on' : 'off';
  }
  return value === undefined ? undefined : String(value);
}

describe('the tables of options in the documentation', () => {
  it('docs/reference/cli.md has every option of serve in order, with its variables and default', () => {
    const [directory, acknowledge, isolation, ...rows] = rowsOf(
      'docs/reference/cli.md',
      'option',
      'environment variables',
      'default',
    );
    expect(directory?.slice(0, 2)).toEqual([code('--directory <path>'), code('ACTIONRUNNER_DIRECTORY')]);
    expect(acknowledge?.slice(0, 2)).toEqual([
      code('--acknowledge <yes|no|auto>'),
      '`ACTIONRUNNER_ACKNOWLEDGE`, `OW_WAIT_FOR_ACK`',
    ]);
    expect(isolation?.slice(0, 2)).toEqual([
      code('--isolation <loop|process|fork|fork=strict>'),
      code('ACTIONRUNNER_ISOLATION'),
    ]);
    expect(rows.map(([flags, environment]) => [flags, environment])).toEqual(
      options.map(([, option]) => [code(option.flags), variables(option)]),
    );
    const defaults = rows.map((cells) => cells[2]);
    expect(defaults).toEqual(options.map(([, option], index) => shownDefault(option) ?? defaults[index]));
  });

  it('packages/http/README.md has every setting in order, with its variables', () => {
    const rows = rowsOf('packages/http/README.md', 'option of `serve`');
    const settings = rows.map(([name, environment]) => [name, environment]).slice(0, options.length);
    expect(settings).toEqual(options.map(([name, option]) => [code(name), variables(option)]));
  });
});
