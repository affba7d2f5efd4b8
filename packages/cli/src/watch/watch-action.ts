import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { watch } from 'chokidar';
import { IgnoreRules } from './ignore-rules.js';

/** How long to wait for more changes: an editor that saves changes several files, and a file several times. */
const SETTLE_MS = 40;

/** A watched action. */
export interface ActionWatcher {
  close(): Promise<void>;
}

/**
 * Watches an action, a file or a directory, until it is closed. An editor that writes another file and renames it changes the action once.
 * @param onChange called some milliseconds after the last of several changes
 * @returns when changes are seen
 */
export async function watchAction(path: string, onChange: () => void): Promise<ActionWatcher> {
  const root = resolve(path);
  const rules = new IgnoreRules(root);
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(root, {
    ignoreInitial: true,
    ignored: (name, stats) => rules.ignores(resolve(name), stats?.isDirectory() ?? isFolder(name)),
  });
  watcher.on('all', (_event, name) => {
    if (basename(name) === '.gitignore') {
      rules.forget();
    }
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  });
  await new Promise<void>((resolvePromise, reject) => {
    watcher.once('ready', resolvePromise);
    watcher.once('error', reject);
  });
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
