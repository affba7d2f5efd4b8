import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { waitFor } from '../../core/test/support/wait-for.js';
import { isInstalled, SHELL_ACTIONS, SYSTEM_PATH } from './support/languages.js';
import { onlyWritable, testWithNamespaces } from './support/namespaces.js';
import { type Served, serve } from './support/served.js';

const UID = 12_345;
const RUN = { value: {} };

/** Where a file can be made, as JSON. */
const PLACES = [
  'places=; for place in / /tmp /dev/shm "$HOME" . "$TMPDIR"; do',
  '  if (: >"$place/made") 2>/dev/null; then places="$places yes"; else places="$places no"; fi; rm -f made',
  'done',
  'echo "by name" >/dev/stderr',
  'text=$(cat <<EOF',
  'a here-document',
  'EOF',
  ')',
  'echo "{\\"user\\":\\"$(id -u)\\",\\"places\\":\\"$places\\",\\"text\\":\\"$text\\"}"',
].join('\n');

const asRoot = testWithNamespaces('a runtime with a read-only file system', '-m');

describe('a runtime that is not root, with a read-only file system and one folder', () => {
  const sandbox = setUpCommandSandbox();
  let writable: string;
  let served: Served;
  beforeEach(() => {
    writable = join(sandbox.folder, 'writable');
    mkdirSync(writable);
    chownSync(writable, UID, UID);
  });
  afterEach(async () => {
    served.child.kill('SIGTERM');
    expect(await served.ended).toMatchObject({ code: 0 });
  });

  describe.each(SHELL_ACTIONS)('$name', ({ runner, program, code, fields }) => {
    const here = isInstalled(program) ? asRoot : test.skip;

    here('runs an action, also after a re-init, and leaves nothing of its own in the folder', async () => {
      const socketPath = join(writable, 'socket');
      const directory = join(writable, 'action');
      const place = ['--socket', socketPath, '--directory', directory, '--allow-reinit'];
      served = await serve(
        sandbox,
        [runner, ...place],
        { socketPath },
        {
          env: { PATH: SYSTEM_PATH, HOME: '/', TMPDIR: undefined },
          through: onlyWritable(writable, UID),
        },
      );
      for (const round of ['first', 'second']) {
        const value = { code: code(`${PLACES}\n: ${round}`), ...fields };
        expect(await served.post('/init', { value })).toEqual({ status: 200, body: { ok: true } });
        for (let activation = 0; activation < 2; activation++) {
          expect(await served.post('/run', RUN)).toEqual({
            status: 200,
            // Of the action directory alone, which is for temporary files too.
            body: { user: String(UID), places: ' no no no no yes yes', text: 'a here-document' },
          });
        }
      }
      expect(served.output.stderr.match(/^by name$/gm)).toHaveLength(4);
      expect(readdirSync(writable).sort()).toEqual(['action', 'socket']);
      const ours = runner === 'python' ? '__main__.py' : runner === 'c' ? 'exec main.c' : 'exec';
      const hidden = /^\.actionrunner-/;
      expect(
        readdirSync(directory)
          .filter((name) => !hidden.test(name))
          .sort()
          .join(' '),
      ).toBe(ours);
      // The stub that the code has replaced.
      await waitFor('no other file', () => readdirSync(directory).filter((name) => hidden.test(name)).length <= 1);
    });
  });
});
