import { setUpCommandSandbox } from '../../core/test/support/command-sandbox.js';
import { runHere } from './support/command.js';

describe('--runner interpreter:', () => {
  const sandbox = setUpCommandSandbox();
  beforeEach(() => {
    sandbox.write(
      'show.js',
      'console.log(JSON.stringify({ file: __filename.split("/").pop(), args: JSON.parse(process.argv[2]) }));\n',
    );
  });

  it('runs a script by its own name, with the parameters as its argument', async () => {
    const { code, stdout, stderr } = await runHere(sandbox, [
      'invoke',
      'show.js',
      '--runner',
      'interpreter:node',
      '-p',
      'a',
      '1',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ file: 'show.js', args: { a: 1 } });
  });

  it('names base64 that was delivered as text', async () => {
    sandbox.write('zip.js', 'UEsDBAoAAAAAAA==');
    const { code, stderr } = await runHere(sandbox, ['invoke', 'zip.js', '--runner', 'interpreter:node']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'The source cannot be read: it is base64, such as that of a zip or an executable; set "binary": true.',
    );
  });

  it('accepts options of the interpreter', async () => {
    const args = ['invoke', 'show.js', '--runner', 'interpreter:node --require ./none.cjs'];
    const { code, stderr } = await runHere(sandbox, args);
    expect(code).toBe(2);
    expect(stderr).toContain("Cannot find module './none.cjs'");
  });

  it('runs main.… or index.… of a directory', async () => {
    sandbox.write('folder/main.js', `console.log(JSON.stringify(require('./part.cjs')));\n`);
    sandbox.write('folder/part.cjs', 'module.exports = { part: 1 };\n');
    const { code, stdout } = await runHere(sandbox, ['invoke', 'folder', '--runner', 'interpreter:node', '-r']);
    expect({ code, result: JSON.parse(stdout) }).toEqual({ code: 0, result: { part: 1 } });
  });

  it.each([
    ['no interpreter', 'interpreter:', 3, 'interpreter: needs an interpreter, as in --runner interpreter:ruby.'],
    [
      'one that is not installed',
      'interpreter:nonesuch',
      2,
      '"nonesuch" could not be started: it is not installed here',
    ],
    ['its name alone', 'node', 3, 'For the program node write interpreter:node.'],
  ])('%s: the cause and the remedy', async (_, runner, exitCode, message) => {
    const { code, stderr } = await runHere(sandbox, ['invoke', 'show.js', '--runner', runner]);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(message);
  });
});
