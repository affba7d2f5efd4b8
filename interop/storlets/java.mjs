/** A storlet in Java, compiled with Debian's JDK, which is also what the account's image gets. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { check } from './cluster.mjs';
import { derive, describe, get, IMAGE, putFile, restart } from './storlets.mjs';

export const JAVA_NEEDS = ['debian/openjdk', 'maven/storlets-java'];
const STORLET = 'words-1.0.jar';
const ATTEMPTS = 5;
/** What is large and only for those who compile modules, and links to files outside. */
const LEFT_OUT = ['jmods', 'lib/src.zip', 'docs'];

export const JAVA = [
  {
    id: 'no-java',
    name: 'image without Java',
    async see(node, jdk, jars) {
      await installJava(node, jdk, jars);
      await restart(node, IMAGE);
      return describe('a storlet in Java runs', await get(node, STORLET));
    },
  },
  {
    id: 'java',
    name: "image with Debian's OpenJDK",
    async see(node) {
      const lines = [
        'USER root',
        'COPY java /usr/lib/jvm/java',
        'RUN ln -s /usr/lib/jvm/java/bin/java /usr/bin/',
        'USER 1000:1000',
      ];
      await derive(node, 'java', lines);
      await restart(node, 'java');
      let answer;
      // Storlets waits a few seconds for the JVM, which is there the next time.
      for (let attempt = 0; attempt < ATTEMPTS && answer?.status !== 200; attempt += 1)
        answer = await get(node, STORLET);
      return describe('a storlet in Java runs', answer, answer.headers.get('x-object-meta-counted'));
    },
  },
  {
    id: 'java-moved',
    name: 'image whose Java is not in /usr/bin',
    async see(node) {
      await derive(node, 'java-moved', ['USER root', 'RUN mv /usr/bin/java /usr/local/bin/', 'USER 1000:1000'], 'java');
      await restart(node, 'java-moved');
      return describe('a storlet in Java runs', await get(node, STORLET));
    },
  },
];

/** Builds the agent in Java and the storlet, and hands the storlet to Swift. */
async function installJava(node, jdk, jars) {
  const home = copyHome(jdk, path.join(node.work, 'java/java'));
  const library = path.join(node.library, 'java');
  fs.mkdirSync(library);
  for (const name of fs.readdirSync(jars).filter((file) => file.endsWith('.jar')))
    fs.copyFileSync(path.join(jars, name), path.join(library, name));
  const sources = path.join(node.sources, 'java');
  const sbus = path.join(node.sources, 'c/sbus');
  await compile(home, library, listSources(sources), path.join(library, 'storlets.jar'), path.join(node.work, 'agent'));
  const includes = ['include', 'include/linux'].map((name) => `-I${path.join(home, name)}`);
  const files = [path.join(sources, 'SBus/SBusJNI.c'), path.join(sbus, 'sbus.c')];
  const options = ['-shared', '-fPIC', '-o', path.join(library, 'libjsbus.so'), ...includes, `-I${sbus}`];
  await check('gcc', [...options, `-I${path.join(node.work, 'agent')}`, ...files]);
  const jar = path.join(node.work, STORLET);
  await compile(home, library, [path.join(node.folder, 'storlets/Words.java')], jar, path.join(node.work, 'storlet'));
  await putFile(node, STORLET, fs.readFileSync(jar), { language: 'Java', main: 'Words' });
}

/** A JDK in one folder: Debian's has its configuration, without which it does not start, in /etc. */
function copyHome(root, home) {
  const jvm = path.join(root, 'usr/lib/jvm');
  const name = fs.readdirSync(jvm).find((entry) => /^java-\d+-openjdk/.test(entry));
  const from = path.join(jvm, name);
  fs.cpSync(from, home, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !LEFT_OUT.includes(path.relative(from, file)),
  });
  for (const entry of fs.readdirSync(home, { recursive: true, withFileTypes: true })) {
    const link = path.join(entry.parentPath ?? entry.path, entry.name);
    const target = entry.isSymbolicLink() ? fs.readlinkSync(link) : '';
    if (!target.startsWith('/')) continue;
    fs.rmSync(link);
    const file = path.join(root, target);
    if (fs.existsSync(file)) fs.copyFileSync(file, link);
  }
  return home;
}

function listSources(folder) {
  const names = fs.readdirSync(folder, { recursive: true });
  return names.filter((name) => /src\/main\/.*\.java$/.test(name)).map((name) => path.join(folder, name));
}

/** Compiles files against the jars of a folder; the headers for C are in `classes`, too. */
async function compile(home, library, files, jar, classes) {
  await check(path.join(home, 'bin/javac'), ['-nowarn', '-d', classes, '-h', classes, '-cp', `${library}/*`, ...files]);
  await check(path.join(home, 'bin/jar'), ['--create', '--file', jar, '-C', classes, '.']);
}
