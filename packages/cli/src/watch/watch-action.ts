import { statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { messageOf, systemCode } from '@actionrunner/core/internal';
import { type FSWatcher, type Matcher, watch } from 'chokidar';
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

/** By its error, the setting of Linux by which the system watches no more files. */
const LIMITS: Readonly<Record<string, string>> = {
  ENOSPC: 'fs.inotify.max_user_watches',
  EMFILE: 'fs.inotify.max_user_instances',
};

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
  const ignored: Matcher = (name, stats) =>
    isMade(resolve(name)) || rules.ignores(resolve(name), stats?.isDirectory() ?? isFolder(name));
  const change = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  };
  let watched = identify(root);
  /** What a build removes and makes again is another folder, which the watcher does not know. */
  const renew = (watcher: FSWatcher) => {
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
  const watcher = await openWatcher(root, ignored, (opened, event, name) => {
    if (basename(name) === '.gitignore') {
      rules.forget();
    }
    change();
    const isRemoved = event.startsWith('unlink') && resolve(name) === root;
    if (isRemoved || (watched !== undefined && identify(root) !== watched)) {
      renew(opened);
    }
  });
  return {
    close: async () => {
      clearTimeout(timer);
      clearInterval(absence);
      await watcher.close();
    },
  };
}

type OnEvent = (watcher: FSWatcher, event: string, name: string) => void;

/** Watches by asking again and again, where the system watches no more files: editors and compilers that watch a whole project share its limit. */
async function openWatcher(root: string, ignored: Matcher, onEvent: OnEvent): Promise<FSWatcher> {
  try {
    return await startWatcher(root, { ignored, usePolling: false }, onEvent);
  } catch (error) {
    const limit = LIMITS[systemCode(error) ?? ''];
    if (limit === undefined) {
      throw error;
    }
    printWarning(`the system watches no more files (see ${limit}); ${root} is looked at every 100 ms instead.`);
    return await startWatcher(root, { ignored, usePolling: true }, onEvent);
  }
}

/** @returns when changes are seen */
async function startWatcher(
  root: string,
  options: { readonly ignored: Matcher; readonly usePolling: boolean },
  onEvent: OnEvent,
): Promise<FSWatcher> {
  const watcher = watch(root, { ignoreInitial: true, ...options });
  watcher.on('all', (event, name) => onEvent(watcher, event, name));
  let isReady = false;
  try {
    await new Promise<void>((resolvePromise, reject) => {
      watcher.once('ready', resolvePromise);
      watcher.on('error', (error) => {
        // Others are watched all the same.
        if (OF_ONE_FILE.includes(systemCode(error))) {
          return;
        }
        if (isReady) {
          printWarning(`changes may be missed: ${messageOf(error)}`);
        }
        reject(error);
      });
    });
  } catch (error) {
    await watcher.close();
    throw error;
  }
  isReady = true;
  return watcher;
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
