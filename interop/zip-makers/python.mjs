/** Makers that are modules of Python: its own, and those of PyPI. */
import { command, createPythonEnvironment } from '../makers.mjs';

const pythonScript = (text, id, name) =>
  command(id, name, 'Python 3', 'python3', ({ project, archive }) => ['-c', text, project, archive]);

/** Adds all files and folders, by Python. */
const ADD_ALL = 'for path in paths: archive.write(path)\narchive.close()';

/** A program of Python that packs the `paths` of the project into `target`. */
function python(start, end) {
  return ({ project, archive, run, packages }) => {
    const list =
      'import os, sys; os.chdir(sys.argv[1]); target = sys.argv[2]; paths = sorted(os.path.join(at, name)[2:] for at, folders, files in os.walk(".") for name in folders + files)';
    run('python3', ['-c', `${list}\n${start}\n${end}`, project, archive], { env: createPythonEnvironment(packages) });
  };
}

export const PYTHON = [
  pythonScript(
    'import shutil, sys; shutil.make_archive(sys.argv[2][:-4], "zip", sys.argv[1])',
    'python-make-archive',
    '`shutil.make_archive`',
  ),
  command('python-zipfile', '`python -m zipfile -c`', 'Python 3', 'python3', ({ archive, names }) => [
    ...['-m', 'zipfile', '-c'],
    archive,
    ...names,
  ]),
  pythonScript(
    `import os, sys, zipfile
with zipfile.ZipFile(sys.argv[2], "w") as archive:
    for folder, _, files in sorted(os.walk(sys.argv[1])):
        for name in sorted(files):
            path = os.path.join(folder, name)
            archive.writestr(os.path.relpath(path, sys.argv[1]), open(path, "rb").read())`,
    'python-writestr',
    '`ZipFile.writestr`',
  ),
  {
    id: 'pyzipper',
    name: 'pyzipper',
    needs: ['pypi/pyzipper'],
    commands: ['python3'],
    pack: python('import pyzipper; archive = pyzipper.ZipFile(target, "w", pyzipper.ZIP_DEFLATED)', ADD_ALL),
  },
  {
    id: 'pyzipper-aes',
    name: 'pyzipper, with a password',
    needs: ['pypi/pyzipper'],
    commands: ['python3'],
    pack: python(
      'import pyzipper; archive = pyzipper.AESZipFile(target, "w", pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)',
      `archive.setpassword(b"secret")\n${ADD_ALL}`,
    ),
  },
  {
    id: 'zipfly',
    name: 'zipfly',
    needs: ['pypi/zipfly'],
    commands: ['python3'],
    pack: python(
      'import zipfly',
      'with open(target, "wb") as file:\n    for chunk in zipfly.ZipFly(paths=[{"fs": path, "n": path} for path in paths if os.path.isfile(path)]).generator(): file.write(chunk)',
    ),
  },
  {
    id: 'stream-zip',
    name: 'stream-zip',
    needs: ['pypi/stream-zip'],
    commands: ['python3'],
    pack: python(
      'import datetime, stat, stream_zip',
      `now = datetime.datetime(2026, 1, 1)
def member(path):
    mode, is_folder = os.stat(path).st_mode, os.path.isdir(path)
    content = () if is_folder else (open(path, "rb").read(),)
    return (path + "/" if is_folder else path, now, mode, stream_zip.ZIP_32, content)
with open(target, "wb") as file: file.writelines(stream_zip.stream_zip(map(member, paths)))`,
    ),
  },
  {
    id: 'zipstream-ng',
    name: 'zipstream-ng',
    needs: ['pypi/zipstream-ng'],
    commands: ['python3'],
    pack: python(
      'import zipstream',
      'with open(target, "wb") as file: file.writelines(zipstream.ZipStream.from_path(".", arcname="/"))',
    ),
  },
  {
    id: 'repro-zipfile',
    name: 'repro-zipfile',
    needs: ['pypi/repro-zipfile'],
    commands: ['python3'],
    pack: python('import repro_zipfile; archive = repro_zipfile.ReproducibleZipFile(target, "w", 8)', ADD_ALL),
  },
  {
    id: 'sozipfile',
    name: 'sozipfile, an index in each file',
    needs: ['pypi/sozipfile'],
    commands: ['python3'],
    pack: python(
      'import sozipfile.sozipfile as zipfile; archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, chunk_size=100)',
      ADD_ALL,
    ),
  },
  {
    id: 'zipfile-zstd',
    name: 'zipfile-zstd',
    needs: ['pypi/zipfile-zstd'],
    commands: ['python3'],
    pack: python(
      'import zipfile_zstd, zipfile; archive = zipfile.ZipFile(target, "w", zipfile.ZIP_ZSTANDARD)',
      ADD_ALL,
    ),
  },
  {
    id: 'zipstream-new',
    name: 'zipstream-new',
    needs: ['pypi/zipstream-new'],
    commands: ['python3'],
    pack: python(
      'import zipstream; archive = zipstream.ZipFile()',
      'for path in paths: archive.write(path)\nwith open(target, "wb") as file: file.writelines(archive)',
    ),
  },
  {
    id: 'fsspec-zip',
    name: 'fsspec, `ZipFileSystem`',
    needs: ['pypi/fsspec'],
    commands: ['python3'],
    pack: python(
      'import fsspec; archive = fsspec.filesystem("zip", fo=target, mode="w")',
      'for path in filter(os.path.isfile, paths): archive.pipe_file(path, open(path, "rb").read())\narchive.close()',
    ),
  },
];
