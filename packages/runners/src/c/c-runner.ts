import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import {
  ActionRunner,
  type ActionRunnerOptions,
  type HookContext,
  type InitMessage,
  isRunnerError,
  RunnerError,
} from '@actionrunner/core';
import { checkSource, readdir } from '@actionrunner/core/internal';
import { ENTRY_POINT_MARK, formatEntryPointCall } from './entry-point-call.js';
import { findHint } from './link-hints.js';
import { splitWords } from './split-words.js';

const ARCHIVE = 'entry-point.a';
/** In the order in which GNU make looks for them. */
const MAKEFILES = ['GNUmakefile', 'makefile', 'Makefile'];
/** Headers at the root are found from any folder. */
const INCLUDE = ['-I.'];

/** Settings of a {@link CRunner}. Flags of the init `env` (`CFLAGS`, `CXXFLAGS`, `LDFLAGS`, `LDLIBS`) come after these. */
export interface CRunnerOptions extends ActionRunnerOptions {
  /** Flags of the compiler, for C and C++. Default `-O2`. */
  readonly cflags?: readonly string[];
  /** Flags of the linker. */
  readonly ldflags?: readonly string[];
  /** Libraries, such as `-lm`. */
  readonly ldlibs?: readonly string[];
}

/**
 * Runs C and C++ programs, compiled with gcc and g++ during the init: one C source as text, or an archive with a ready `exec`, a makefile (target
 * `exec`), or `.c`, `.cpp`, `.cc` and `.cxx` files, looked for in this order. `main(argc, argv)` gets the JSON in `argv[1]` and on stdin. A `main` of the message other than `main`
 * names a function `int NAME(int, char **)`, which is called if the program has no `main`.
 * @public
 * @example
 * ```js
 * import { ActionProxy } from '@actionrunner/core';
 * import { CRunner } from '@actionrunner/runners';
 *
 * const proxy = new ActionProxy(new CRunner({ directory: './action' }));
 * const code = '#include <stdio.h>\nint main(int c, char **v) { puts(v[1]); return 0; }';
 * await proxy.init(Buffer.from(JSON.stringify({ value: { code } })));
 * console.log(String(await proxy.run(Buffer.from('{"value":{"name":"James"}}')))); // the parameters
 * await proxy.stop();
 * ```
 */
export class CRunner extends ActionRunner {
  static override readonly optionNames: readonly string[] = ['cflags', 'ldflags', 'ldlibs'];

  readonly #cflags: readonly string[];
  readonly #ldflags: readonly string[];
  readonly #ldlibs: readonly string[];
  /** Folders that are removed at the end of an init. */
  readonly #folders: string[] = [];
  /** Those with an archive in which the linker looks for what the sources lack. */
  #fallbacks: string[] = [];
  /** What make has left besides the binary. */
  #made: string[] = [];

  constructor({ cflags = ['-O2'], ldflags = [], ldlibs = [], ...options }: CRunnerOptions = {}) {
    super({ source: 'main.c', ...options });
    this.#cflags = cflags;
    this.#ldflags = ldflags;
    this.#ldlibs = ldlibs;
  }

  protected override async init(message: InitMessage, context: HookContext): Promise<void> {
    removeAll(this.#made.splice(0));
    try {
      await super.init(message, context);
    } catch (error) {
      removeAll(this.#made.splice(0));
      throw error;
    } finally {
      this.#fallbacks = [];
      removeAll(this.#folders.splice(0));
    }
  }

  /** Compiles a `main` that calls the function that the message names; the linker uses it if the sources have no `main`. */
  protected override async epilogue(message: InitMessage): Promise<void> {
    if (message.main === 'main' || !isIdentifier(message.main) || existsSync(this.binary) || this.#hasMakefile()) {
      return;
    }
    const folder = await this.#makeFolder();
    this.#fallbacks.push(folder);
    const source = join(folder, 'main.c');
    writeFileSync(source, formatEntryPointCall(message.main));
    await this.giveToUser(source);
    const path = relative(this.directory, folder);
    await this.compile('gcc', ['-O2', '-c', join(path, 'main.c'), '-o', join(path, 'main.o')]);
    // From an archive the linker takes only what is missing: a program with its own `main` ignores this one.
    await this.compile('ar', ['rcs', join(path, ARCHIVE), join(path, 'main.o')]);
  }

  protected override async build(message: InitMessage, { logs }: HookContext): Promise<void> {
    // The end of the init checks a ready binary.
    if (existsSync(this.binary)) return;
    if (this.#hasMakefile()) {
      await this.#make();
      return;
    }
    await this.#compileSources(message);
    const mayIgnore = message.main !== 'main' && existsSync(this.binary);
    if (mayIgnore && !readFileSync(this.binary).includes(ENTRY_POINT_MARK)) {
      await logs.stderr.note(`The function ${message.main} is not called: the program has its own main, which runs.`);
    }
  }

  /** Runs make and records what it leaves: objects of this build must not be mistaken for those of the next. */
  async #make(): Promise<void> {
    const before = new Set(await this.#listPaths());
    try {
      await this.compile('make', [relative(this.directory, this.binary)]);
    } finally {
      const made = (await this.#listPaths()).filter((path) => !before.has(path));
      this.#made = made.map((path) => join(this.directory, path)).filter((path) => path !== this.binary);
    }
  }

  async #compileSources(message: InitMessage): Promise<void> {
    const sources = await this.#listSources();
    for (const path of sources) {
      const file = join(this.directory, path);
      await checkSource(file, ['wide'], file === this.source ? undefined : `The source ${path}`);
    }
    // Sources of the image are compiled with those of the action, but not without any.
    if (!sources.some((path) => this.isDelivered(join(this.directory, path)))) {
      const reason = await this.explainArchive(message, [relative(this.directory, this.binary), ...MAKEFILES]);
      throw new RunnerError(
        'ERR_RUNNER_BUILD',
        `The archive contains no exec, Makefile, .c or .cpp file. ${reason ?? ''}`.trim(),
      );
    }
    const words = (name: string) => splitWords(message.env[name] ?? '');
    const cSources = sources.filter(isC);
    const cppSources = sources.filter(isCpp);
    const cFlags = [...this.#cflags, ...words('CFLAGS'), ...INCLUDE];
    const cppFlags = [...this.#cflags, ...words('CXXFLAGS'), ...INCLUDE];
    const hasCpp = cppSources.length > 0;
    const inputs = hasCpp
      ? [...cppFlags, ...cppSources, ...(await this.#compileObject(cSources, cFlags))]
      : [...cFlags, ...cSources];
    await this.#link(hasCpp ? 'g++' : 'gcc', [
      '-o',
      relative(this.directory, this.binary),
      ...inputs,
      ...this.#fallbacks.map((folder) => join(relative(this.directory, folder), ARCHIVE)),
      ...this.#ldflags,
      ...words('LDFLAGS'),
      ...this.#ldlibs,
      ...words('LDLIBS'),
    ]);
  }

  /** Compiles C sources to one object, to be linked with C++: that compiler would take them for C++. */
  async #compileObject(sources: readonly string[], flags: readonly string[]): Promise<string[]> {
    if (sources.length === 0) return [];
    const folder = await this.#makeFolder();
    const object = join(relative(this.directory, folder), 'c.o');
    await this.compile('gcc', [...flags, '-r', '-o', object, ...sources]);
    return [object];
  }

  /** Compiles and links; an error that a flag or another name would avoid says so. */
  async #link(compiler: string, args: readonly string[]): Promise<void> {
    try {
      await this.compile(compiler, args);
    } catch (error) {
      const hint = isRunnerError(error) ? findHint(error.message) : undefined;
      if (!isRunnerError(error) || hint === undefined) throw error;
      const detail = `${error.detail ?? error.message}\n${hint}`;
      throw new RunnerError(error.code, `${error.message}\n${hint}`, { cause: error, detail });
    }
  }

  /** Makes a folder that is removed at the end of the init. */
  async #makeFolder(): Promise<string> {
    const folder = mkdtempSync(join(this.directory, '.build-'));
    this.#folders.push(folder);
    await this.giveToUser(folder);
    return folder;
  }

  /** Lists the C and C++ files at any depth, outside hidden folders, sorted. A path must not begin with a dash, like an option. */
  async #listSources(): Promise<string[]> {
    return (await this.#listPaths())
      .filter((path) => (isC(path) || isCpp(path)) && !path.split(sep).some((part) => part.startsWith('.')))
      .filter((path) => statSync(join(this.directory, path), { throwIfNoEntry: false })?.isFile())
      .sort()
      .map((path) => (path.startsWith('-') ? `.${sep}${path}` : path));
  }

  #listPaths(): Promise<string[]> {
    return readdir(this.directory, { encoding: 'utf8', recursive: true });
  }

  #hasMakefile(): boolean {
    return MAKEFILES.some((name) => existsSync(join(this.directory, name)));
  }
}

function isC(path: string): boolean {
  return path.endsWith('.c');
}

function isCpp(path: string): boolean {
  return /\.(?:cpp|cc|cxx)$/.test(path);
}

/** Removes files, and folders with few of them. */
function removeAll(paths: readonly string[]): void {
  for (const path of paths) {
    rmSync(path, { recursive: true, force: true });
  }
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}
