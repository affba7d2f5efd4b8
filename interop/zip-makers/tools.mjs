/** Makers that are commands. */
import * as path from 'node:path';

export const TOOLS = [
  {
    id: 'zip',
    name: '`zip -r`',
    version: '3.0',
    commands: ['zip'],
    pack: ({ archive, run }) => void run('zip', ['-qr', archive, '.']),
  },
  {
    id: 'zip-y',
    name: '`zip -ry`',
    version: '3.0',
    commands: ['zip'],
    pack: ({ archive, run }) => void run('zip', ['-qry', archive, '.']),
  },
  {
    id: 'python-make-archive',
    name: '`shutil.make_archive`',
    version: 'Python',
    commands: ['python3'],
    pack: ({ archive, run, project }) =>
      void run('python3', [
        '-c',
        'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[2])',
        archive.slice(0, -path.extname(archive).length),
        project,
      ]),
  },
];
