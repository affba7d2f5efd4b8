import { readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { systemCode } from '@actionrunner/core/internal';
import ignore, { type Ignore } from 'ignore';

/** What is never part of an action's sources: version control, what tools install or compile, what editors and this command write. */
const NEVER = [
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '*.pyc',
  '.actionrunner',
  '.DS_Store',
  '*~',
  '.*.sw?',
  '4913',
  // What Emacs saves by itself, and its locks; the drafts of JetBrains, GNOME and Kate.
  '\\#*#',
  '.#*',
  '*___jb_*___',
  '.goutputstream-*',
  '*.kate-swp',
];

const RULES_FILE = '.gitignore';

/** Which files of a directory are not its sources: the usual ones, and those that the `.gitignore` files of the directory name. */
export class IgnoreRules {
  readonly #root: string;
  readonly #always: Ignore = ignore().add(NEVER);
  /** The rules of each folder; undefined: it has none. */
  readonly #rules = new Map<string, Ignore | undefined>();

  /** @param root absolute */
  constructor(root: string) {
    this.#root = root;
  }

  /** Whether a change of this file means nothing. @param path absolute */
  ignores(path: string, isFolder = false): boolean {
    const below = relative(this.#root, path);
    if (below === '' || below.startsWith(`..${sep}`) || below === '..') {
      return false;
    }
    if (this.#always.ignores(below)) {
      return true;
    }
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const verdict = this.#rulesOf(folder)?.test(relative(folder, path) + (isFolder ? '/' : ''));
      // As in git, the nearest file that has a rule decides.
      if (verdict?.ignored || verdict?.unignored) {
        return verdict.ignored;
      }
      if (folder === this.#root) {
        return false;
      }
    }
  }

  /** Makes the next look-up read the rules again. */
  forget(): void {
    this.#rules.clear();
  }

  #rulesOf(folder: string): Ignore | undefined {
    if (!this.#rules.has(folder)) {
      this.#rules.set(folder, readRules(join(folder, RULES_FILE)));
    }
    return this.#rules.get(folder);
  }
}

function readRules(file: string): Ignore | undefined {
  try {
    return ignore().add(readFileSync(file, 'utf8'));
  } catch (error) {
    // None, or none that can be read, as below a link that leads to its own folder.
    if (systemCode(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}
