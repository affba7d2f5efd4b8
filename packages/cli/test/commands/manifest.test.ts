import { setUpCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { runHere } from '../support/command.js';

const ATTACHED = { attachmentName: 'codefile', attachmentType: 'text/plain' };

describe('manifest', () => {
  const sandbox = setUpCommandSandbox();

  const manifest = async (...args: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await runHere(sandbox, ['manifest', ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it('prints an entry of a runtimes manifest, with kind and family by the name of the image', async () => {
    expect(await manifest('team/node-libs:1.2')).toEqual({
      runtimes: {
        nodelibs: [
          {
            kind: 'nodelibs:1.2',
            default: false,
            deprecated: false,
            attached: ATTACHED,
            image: { prefix: 'team', name: 'node-libs', tag: '1.2' },
          },
        ],
      },
      blackboxes: [],
    });
  });

  it('takes kind, default and stem cells from the options, and the registry from the name', async () => {
    const options = ['--kind', 'python:3', '--default', '--stem-cells', '2', '--memory', '512m'];
    expect(await manifest('registry.example:5000/a/b/py:1.0', ...options)).toMatchObject({
      runtimes: {
        python: [
          {
            kind: 'python:3',
            default: true,
            image: { registry: 'registry.example:5000', prefix: 'a/b', name: 'py', tag: '1.0' },
            stemCells: [{ initialCount: 2, memory: '512 MB' }],
          },
        ],
      },
    });
  });

  it('gives a stem cell the default memory of the platform', async () => {
    expect(await manifest('py:1', '--stem-cells', '1')).toMatchObject({
      runtimes: { py: [{ stemCells: [{ initialCount: 1, memory: '256 MB' }] }] },
    });
  });

  it('lists an image as a blackbox', async () => {
    expect(await manifest('team/native:1.0', '--blackbox')).toEqual({
      runtimes: {},
      blackboxes: [{ prefix: 'team', name: 'native', tag: '1.0' }],
    });
  });

  it.each([
    ['an image without a tag', ['team/python'], 'team/python has no tag, which means latest: nobody knows'],
    ['the tag latest', ['team/python:latest'], 'team/python:latest has the tag latest: nobody knows'],
    ['a digest', [`py:1@sha256:${'0'.repeat(64)}`], 'a manifest has no place for a digest'],
    ['what is no name', ['Team/Python:1'], '"Team/Python:1" is not the name of an image.'],
    ['a kind without a version', ['py:1', '--kind', 'python'], '--kind must be family:version'],
    ['a family that the platform cannot look up', ['py:1', '--kind', 'node-libs:1'], '--kind must be family:version'],
    ['the kind that means the default', ['py:1', '--kind', 'python:default'], '--kind must be family:version'],
    ['a tag that would mean the default', ['py:default'], '--kind must be family:version'],
    ['no stem cells', ['py:1', '--stem-cells', '0'], '--stem-cells must be a number'],
    ['memory without stem cells', ['py:1', '--memory', '256m'], '--memory is for stem cells'],
    ['memory of less than a megabyte', ['py:1', '--stem-cells', '1', '--memory', '1k'], '--memory must be a size'],
    ['a blackbox with a kind', ['py:1', '--blackbox', '--kind', 'a:1'], 'a blackbox image has neither kind'],
    ['no image', [], "missing required argument 'image'"],
  ])('refuses %s', async (_, args, message) => {
    const ended = await runHere(sandbox, ['manifest', ...args]);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});
