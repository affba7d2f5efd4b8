/** Makes the code cache that later starts of a command use. */
'use strict';
const { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

/** Of Node.js 22, whose servers switch Maglev off. */
const MAGLEV_V8_MAJOR = 12;

/** Older ones are those of processes that were killed: in a container, all have the same PID. */
const DRAFT_MS = 60_000;

/** By how much it has to be larger to replace the one before. */
const GROWTH = 1.01;

/**
 * Nothing but speed is lost where it cannot be saved: the folder may belong to somebody else, or the disk be full.
 * @param isUsed whether the script was compiled from the file, which then stays unless this process has compiled more functions
 * @param isKeeping whether this process has had V8 keep all functions; it no longer does
 */
exports.saveCache = (script, file, isUsed, isKeeping) => {
  const data = createCache(script, isKeeping);
  if (isUsed && data.length < GROWTH * (statSync(file, { throwIfNoEntry: false })?.size ?? 0)) return;
  // Whoever starts the command meanwhile finds either a whole one or none.
  const draft = `${file}.${process.pid}`;
  let descriptor;
  try {
    removeDrafts(file);
    descriptor = openSync(draft, 'wx');
  } catch {
    return;
  }
  try {
    writeFileSync(descriptor, data);
    // V8 does not notice that parts of a cache are zeros, which a loss of power may leave.
    fsyncSync(descriptor);
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  } finally {
    closeSync(descriptor);
  }
};

/** Removes what processes that were killed while they saved have left. */
function removeDrafts(file) {
  const folder = dirname(file);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (name.startsWith(`${basename(file)}.`) && Date.now() - statSync(path).mtimeMs > DRAFT_MS) rmSync(path);
  }
}

/** V8 rejects a cache that was made with other flags than those of a start, and a server has changed some by now. */
function createCache(script, isKeeping) {
  const isMaglevOff =
    Number.parseInt(process.versions.v8, 10) >= MAGLEV_V8_MAJOR &&
    !process.execArgv.some((flag) => /^--(no-?)?maglev(=|$)/.test(flag));
  if (!isKeeping && !isMaglevOff) return script.createCachedData();
  const { setFlagsFromString } = require('node:v8');
  if (isKeeping) setFlagsFromString('--flush-bytecode');
  if (isMaglevOff) setFlagsFromString('--maglev');
  try {
    return script.createCachedData();
  } finally {
    // After a minute the server goes on.
    if (isMaglevOff) setFlagsFromString('--no-maglev');
  }
}
