/** Makes the code cache that later starts of a command use. */
'use strict';
const { closeSync, openSync, renameSync, rmSync, writeFileSync } = require('node:fs');

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
    renameSync(draft, file);
  } catch {
    rmSync(draft, { force: true });
  } finally {
    closeSync(descriptor);
  }
};
