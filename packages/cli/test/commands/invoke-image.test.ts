import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { run, runHere } from '../support/command.js';

describe('invoke --image, used wrongly', () => {
  const sandbox = setUpCommandSandbox();

  it.each([
    ['with a runner', ['--image', 'x:1', '--runner', 'bash'], '--image and --runner cannot be combined'],
    ['with a URL', ['--image', 'x:1', '--url', 'http://127.0.0.1:1'], '--image and --url cannot be combined'],
    ['with no size of memory', ['--image', 'x:1', '--memory', 'much'], '--memory must be a size such as 256m'],
    ['no name', ['--image', ''], '--image must be the name or id of an image, not "".'],
    ['an option as the name', ['--image=--rm'], '--image must be the name or id of an image, not "--rm".'],
    ['the network of the host', ['--image', 'x:1', '--network', 'host'], '--network host publishes no port'],
    ['memory without an image', ['--memory', '256m'], '--memory is for a container; name its image with --image.'],
    ['a network without an image', ['--network', 'none'], '--network is for a container'],
    ['an engine without an image', ['--docker', 'podman'], '--docker is for a container'],
  ])('refuses %s', async (_, args, message) => {
    sandbox.write('a.sh', 'echo {}');
    const ended = await runHere(sandbox, ['invoke', 'a.sh', ...args]);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  it('says so where no container engine answers', async () => {
    const ended = await run(sandbox, ['invoke', '--image', 'x:1'], { env: { PATH: '/no-such-folder' } });
    expect(ended).toMatchObject({
      code: 2,
      stdout: '',
      stderr:
        'actionrunner: no container engine answers (docker: it is not installed; podman: it is not installed). Install or start docker or podman, or name another command with ACTIONRUNNER_DOCKER.\n',
    });
  });
});
