/** Makes the code cache that later starts of a command use. */
'use strict';
const { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } = require('node:fs');

/** Nothing but speed is lost where it cannot be saved: the folder may belong to somebody else, or the disk be full. */
exports.saveCache = (script, file) => {
  // Whoever starts the command meanwhile finds either a whole one or none.
  const draft = `${file}.${process.pid}`;
  let descriptor;
  try {
    descriptor = openSync(draft, 'wx');
  } catch {
    return;
  }
  try {
    writeFileSync(descriptor, script.createCachedData());
    // V8 does not notice that parts of a cache are zeros, which a loss of power may leave.
    fsyncSync(descriptor);
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  } finally {
    closeSync(descriptor);
  }
};
