import { statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { watch } from 'chokidar';
import { printWarning } from '../cli-error.js';
import { IgnoreRules } from './ignore-rules.js';

/**
 * How long to wait for more changes: an editor that saves changes several files, and a file several times. More than the 50 ms
 * after a change of a file in which chokidar reports no other one: that one must be there before the file is read.
 */
const SETTLE_MS = 70;

/** How often to look whether what was removed is there again. */
const RETURN_MS = 100;

/** The errors of a link that leads to itself, and of what this user may not see. */
const OF_ONE_FILE: readonly unknown[] = ['ELOOP', 'EACCES', 'EPERM'];

/** A watched action. */
export interface ActionWatcher {
  close(): Promise<void>;
}

/**
 * Watches an action, a file or a directory, until it is closed. An editor that writes another file and renames it changes the action once.
 * @param onChange called some milliseconds after the last of several changes
 * @param made what is made of it, if it is not the action itself: a file or a directory, whose changes do not count
 * @returns when changes are seen
 */
export async function watchAction(path: string, onChange: () => void, made?: string): Promise<ActionWatcher> {
  const root = resolve(path);
  const isMade = made === undefined ? () => false : belongsTo(resolve(made));
  const rules = new IgnoreRules(root);
  let timer: NodeJS.Timeout | undefined;
  let absence: NodeJS.Timeout | undefined;
  const watcher = watch(root, {
    ignoreInitial: true,
    ignored: (name, stats) =>
      isMade(resolve(name)) || rules.ignores(resolve(name), stats?.isDirectory() ?? isFolder(name)),
  });
  const change = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  let watched = identify(root);
  /** What a build removes and makes again is another folder, which the watcher does not know. */
  const renew = () => {
    clearInterval(absence);
    watcher.unwatch(root);
    watched = undefined;
    const add = () => {
      watched = identify(root);
      if (watched !== undefined) {
        clearInterval(absence);
        watcher.add(root);
        change();
      }
    };
    absence = setInterval(add, RETURN_MS);
    add();
  };
  watcher.on('all', (event, name) => {
    if (basename(name) === '.gitignore') {
      rules.forget();
    }
    change();
    const isRemoved = event.startsWith('unlink') && resolve(name) === root;
    if (isRemoved || (watched !== undefined && identify(root) !== watched)) {
      renew();
    }
  });
  await new Promise<void>((resolvePromise, reject) => {
    watcher.once('ready', resolvePromise);
    watcher.on('error', (error) => {
      // Others are watched all the same.
      if (!OF_ONE_FILE.includes(systemCode(error))) {
        printWarning(`changes may be missed: ${messageOf(error)}`);
        reject(error);
      }
    });
  }).catch(async (error: unknown) => {
    await watcher.close();
    throw error;
  });
  return {
    close: async () => {
      clearTimeout(timer);
      clearInterval(absence);
      await watcher.close();
    },
  };
}

/** Accepts a path, what is below it, and files named after it, such as its source map. */
function belongsTo(made: string): (path: string) => boolean {
  return (path) => path === made || path.startsWith(made + sep) || path.startsWith(`${made}.`);
}

/**
 * What distinguishes a folder, or that of a file, from another at the same path; undefined if there is nothing. Not of a file itself, which
 * editors replace with each save.
 */
function identify(path: string): string | undefined {
  try {
    const stats = statSync(path);
    const { ino, birthtimeMs } = stats.isDirectory() ? stats : statSync(dirname(path));
    return `${ino} ${birthtimeMs}`;
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return undefined;
  }
}

/** False for a link that leads to itself, or to what this user may not see. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (systemCode(error) === undefined) {
      throw error;
    }
    return false;
  }
}
