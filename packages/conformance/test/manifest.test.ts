import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createJsonSchema } from '../src/manifest/manifest-schema.js';
import { readManifest } from '../src/manifest/read-manifest.js';
import { SAMPLES } from '../src/manifest/sample-names.js';
import { SHELL_SAMPLES } from '../src/manifest/shell-samples.js';

const PACKAGE = path.join(__dirname, '..');
let folder: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'manifest-'));
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

function write(text: string): string {
  const file = path.join(folder, 'conformance.json');
  fs.writeFileSync(file, text);
  return file;
}

/** What reading a manifest says, without the path of the file. */
async function errorOf(value: unknown): Promise<string> {
  const file = write(typeof value === 'string' ? value : JSON.stringify(value));
  const error: Error = await readManifest(file).then(
    () => new Error('it is accepted'),
    (reason: Error) => reason,
  );
  expect(error).toMatchObject({ code: 'ERR_CONFORMANCE_MANIFEST' });
  return error.message.replaceAll(`${folder}/`, '');
}

test('code is inline or in a file next to the manifest, and bytes of files are base64', async () => {
  fs.writeFileSync(path.join(folder, 'hello.py'), 'é');
  const actions = {
    echo: { file: 'hello.py', main: 'hello' },
    log: { file: 'hello.py', binary: true },
    fail: { code: 'x' },
  };
  const file = write(JSON.stringify({ name: 'mine', actions, supports: { archives: true, stub: false } }));
  expect(await readManifest(file)).toEqual({
    name: 'mine',
    samples: {
      echo: { code: 'é', main: 'hello' },
      log: { code: 'w6k=', binary: true },
      fail: { code: 'x' },
    },
    supports: new Set(['archives']),
  });
});

test('a runtime of executables has the scripts of the kit, unless it has its own', async () => {
  const file = write(JSON.stringify({ actions: { echo: { code: 'own' } }, supports: { executables: true } }));
  const { samples } = await readManifest(file);
  expect(samples).toEqual({ ...SHELL_SAMPLES, echo: { code: 'own' } });
  expect(Object.keys(SHELL_SAMPLES).sort()).toEqual(Object.keys(SAMPLES).sort());
});

test.each<[string, unknown, string]>([
  ['what is not JSON', '{', 'conformance.json: it is not JSON (…).'],
  [
    'an unknown field',
    { action: {} },
    'conformance.json: action: unknown; here may be $schema, name, actions and supports.',
  ],
  [
    'an unknown sample',
    { actions: { ecko: { code: '' } } },
    'conformance.json: actions.ecko: unknown; here may be echo, …',
  ],
  [
    'an unknown ability',
    { supports: { zip: true } },
    'conformance.json: supports.zip: unknown; here may be executables, …',
  ],
  [
    'an unknown field of a sample',
    { actions: { echo: { source: '' } } },
    'conformance.json: actions.echo.source: unknown; here may be code, file, main and binary.',
  ],
  [
    'a value of the wrong type',
    { actions: { echo: { code: 5 } } },
    'conformance.json: actions.echo.code: Invalid input: expected string, received number.',
  ],
  ['an array', [], 'conformance.json: the file: Invalid input: expected object, received array.'],
  [
    'neither code nor a file',
    { actions: { echo: {} } },
    'conformance.json: actions.echo has neither "code" nor "file": write one of them.',
  ],
  [
    'both code and a file',
    { actions: { echo: { code: '', file: 'a' } } },
    'conformance.json: actions.echo has both "code" and "file": write one of them.',
  ],
  [
    'a file that does not exist',
    { actions: { echo: { file: 'gone.py' } } },
    'conformance.json: actions.echo.file: gone.py cannot be read (ENOENT).',
  ],
])('%s is an error that names the place', async (_, value, expected) => {
  const pattern = expected.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*');
  expect(await errorOf(value)).toMatch(new RegExp(`^${pattern}$`));
});

test('a manifest that does not exist', async () => {
  await expect(readManifest(path.join(folder, 'nowhere.json'))).rejects.toThrow('cannot be read (ENOENT)');
});

test('the published schema is that of the code', () => {
  const published = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'conformance.schema.json'), 'utf8')) as unknown;
  expect(published).toEqual(JSON.parse(JSON.stringify(createJsonSchema())));
});
