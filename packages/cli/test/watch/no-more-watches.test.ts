import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { eventually, start } from '../support/command.js';
import { testWithNamespaces } from '../support/namespaces.js';

/** Limits of its own need a user namespace. */
const FLAGS = ['--user', '--map-root-user'];

const inNamespace = testWithNamespaces('a limit of what the system watches', ...FLAGS);

describe('where the system watches no more files', () => {
  const sandbox = setUpCommandSandbox();

  inNamespace.each(['max_user_watches', 'max_user_instances'])('an action is looked at instead: %s', async (limit) => {
    sandbox.write('a.sh', `echo '{"n":1}'\n`);
    const file = `/proc/sys/user/${limit.replace('user', 'inotify')}`;
    const through = ['unshare', ...FLAGS, 'sh', '-c', `echo 0 >${file}; exec "$@"`, 'sh'];
    const { child, output, ended } = start(sandbox, ['dev', 'a.sh'], { through });
    await eventually('the first', () => output.stderr.includes('\nok: '));
    const warning = `actionrunner: warning: the system watches no more files (see fs.inotify.${limit}); `;
    expect(output.stderr.slice(0, warning.length)).toBe(warning);
    expect(output.stderr).toContain('a.sh is looked at every 100 ms instead.\n');
    sandbox.write('a.sh', `echo '{"n":23}'\n`);
    await eventually('the second', () => output.stdout.includes('"n": 23'));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130 });
  });
});
