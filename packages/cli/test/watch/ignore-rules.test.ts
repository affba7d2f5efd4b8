import { makeCommandSandbox } from '../../../core/test/support/command-sandbox.js';
import { IgnoreRules } from '../../src/watch/ignore-rules.js';

const rules = new IgnoreRules('/project');

it.each([
  ['vim', ['.a.py.swp', '4913', 'a.py~', '.a.py.un~']],
  ['Emacs', ['#a.py#', '.#a.py', 'lib/#a.py#']],
  ['JetBrains', ['a.py___jb_tmp___', 'a.py___jb_old___']],
  ['GNOME and Kate', ['.goutputstream-A1B2C3', '.a.py.kate-swp']],
  ['tools', ['.git/index', 'node_modules/x/index.js', '__pycache__/a.pyc', '.actionrunner/activations/x']],
])('ignores what %s writes', (_, names) => {
  expect(names.filter((name) => !rules.ignores(`/project/${name}`))).toEqual([]);
});

it('sources count, whatever their names begin or end with', () => {
  const names = ['a.py', '#notes', 'notes#', '.env', 'sub/4913.py', 'a.swp.py'];
  expect(names.filter((name) => rules.ignores(`/project/${name}`))).toEqual([]);
});

it('of nested .gitignore files the nearest one decides, and changes of one count once the rules are forgotten', () => {
  const sandbox = makeCommandSandbox();
  sandbox.write('.gitignore', 'dist/\n*.log\n');
  sandbox.write('lib/.gitignore', '!kept.log\n');
  const own = new IgnoreRules(sandbox.folder);
  const ignored = (name: string, isFolder = false) => own.ignores(`${sandbox.folder}/${name}`, isFolder);
  expect([ignored('x.log'), ignored('lib/x.log'), ignored('dist', true)]).toEqual([true, true, true]);
  expect([ignored('lib/kept.log'), ignored('dist')]).toEqual([false, false]);
  sandbox.write('.gitignore', '');
  own.forget();
  expect(ignored('x.log')).toBe(false);
});
