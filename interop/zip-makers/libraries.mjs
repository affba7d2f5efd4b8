/** Makers that are libraries of Node.js. Each runs in a process of its own: some keep timers or handlers. */

/** A program of Node.js that resolves packages from their folder. Its arguments are the project and the archive. */
function script(text) {
  return ({ project, archive, packages, run }) => {
    const before = `
      const fs = require('node:fs');
      const path = require('node:path');
      const [project, archive, packages] = process.argv.slice(1);
      const load = require('node:module').createRequire(packages + '/x.js');
      const loadModule = (name) => import(require('node:url').pathToFileURL(load.resolve(name)).href);
      process.on('unhandledRejection', (error) => { console.error(error); process.exit(1); });
    `;
    run(process.execPath, ['-e', `${before};(async () => {${text}})()`, project, archive, packages[0]]);
  };
}

export const LIBRARIES = [
  {
    id: 'archiver',
    name: 'archiver',
    needs: ['npm/archiver'],
    pack: script(`
      const { ZipArchive } = await loadModule('archiver');
      const zip = new ZipArchive();
      const done = new Promise((resolve) => zip.pipe(fs.createWriteStream(archive)).on('close', resolve));
      zip.directory(project, false);
      await zip.finalize();
      await done;
    `),
  },
];
