#!/usr/bin/env node
/**
 * Committed as it is, so that npm can link it before the sources are built. CommonJS, as in this folder's package.json: loading an ES module
 * first would make each start slower.
 */
'use strict';
const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs');
const { dirname, extname, join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');

const main = join(__dirname, '..', 'dist', 'main.js');
/** The same, bundled. */
const bundle = join(__dirname, '..', 'bundle', 'main.js');
/** The runners that have a name. */
const RUNNERS = ['native', 'bash', 'python', 'c', 'loop'];
/** A start that shows how a command is used compiles little of it, so it saves no code cache. */
const HELP = /^(-h|--help)$/;
/** By then a server has compiled what it needs. */
const CACHE_DELAY_MS = 60_000;
/** When a start is over: V8 drops no function before that. */
const KEEP_DELAY_MS = 1_000;
/** Files that `serve` serves as an action; it may load one of another kind as a module. */
const ACTION = /^[.](sh|py|c|zip|tar|gz|tgz)$/;
let exitCode;
process.once('exit', (status) => {
  // Node ends with status 0 or 13 when a module never finishes loading and nothing else keeps the process alive.
  if (exitCode === undefined && (status === 0 || status === 13)) {
    process.stderr.write('actionrunner: ended early: a module never finished loading.\n');
  }
  process.exitCode ||= exitCode ?? 2;
});
process.once('uncaughtException', (error) => {
  const isGone = error?.syscall === 'uv_cwd' && error.code === 'ENOENT';
  const failure = isGone
    ? 'the working directory has been removed; change to another one.'
    : `the runtime failed: ${error?.stack ?? error}`;
  process.stderr.write(`actionrunner: ${failure}\n`);
  process.exit(2);
});
const stdout = Object.getOwnPropertyDescriptor(process, 'stdout');
// Node.js makes the stream when it is first used, which a server that writes only logs never does.
Object.defineProperty(process, 'stdout', {
  ...stdout,
  get() {
    Object.defineProperty(process, 'stdout', stdout);
    process.stdout.on('error', exitWhenClosed);
    return process.stdout;
  },
});
if (existsSync(main)) {
  load()
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      exitCode = code;
    });
} else {
  exitCode = 2;
  process.stderr.write('actionrunner: the sources are not built yet; run "npm run build" first.\n');
}

function exitWhenClosed(error) {
  // Who else listens deals with it.
  if (process.stdout.listenerCount('error') === 1) {
    // EPIPE: whoever read the output has seen enough, as `head` does.
    exitCode = error.code === 'EPIPE' ? 0 : 2;
    process.exit(exitCode);
  }
}

async function load() {
  const isQuick = (canShare() || !mayLoadModule(process.argv.slice(2))) && isBundled();
  return isQuick ? startBundle(process.argv[2]) : import(pathToFileURL(main).href);
}

function startBundle(command) {
  const { id, start } = require(bundle);
  const isCached = !process.env.NODE_DISABLE_COMPILE_CACHE;
  // Others start with what `invoke` compiles, too.
  const name = command === 'serve' ? command : 'invoke';
  const cache = isCached ? join(dirname(bundle), `${name}-${id}-${process.version}.cache`) : undefined;
  const { entry, script } = start(cache);
  if (isCached && name === command && !process.argv.some((word) => HELP.test(word))) {
    // undefined: there was none.
    const isUsed = script.cachedDataRejected === false;
    let isKeeping = false;
    const save = () => {
      process.off('exit', save);
      // What fails has compiled little of it, too.
      if (!process.exitCode) require('./code-cache.js').saveCache(script, cache, isUsed, isKeeping);
    };
    // The next start is no slower than this one, but nobody waits for a server that stops: it adds what it has compiled.
    if (!isUsed || command === 'serve') process.once('exit', save);
    if (command === 'serve') {
      const keep = () => {
        isKeeping = keepFunctions();
      };
      setTimeout(keep, KEEP_DELAY_MS).unref();
      setTimeout(save, CACHE_DELAY_MS).unref();
    }
  }
  return entry;
}

/**
 * Has V8 keep the functions that have not run for long, such as those of a start, unless the user has set that flag. No file is loaded for it:
 * an activation may be running. @returns whether it does
 */
function keepFunctions() {
  if (process.execArgv.some((flag) => /^--(no-?)?flush[-_]bytecode(=|$)/.test(flag))) return false;
  require('node:v8').setFlagsFromString('--no-flush-bytecode');
  return true;
}

/** Whether a runner in a module can get the classes of the bundle: since Node.js 22.15. */
function canShare() {
  return typeof require('node:module').registerHooks === 'function';
}

/** Whether the runner may be a module. That one imports `@actionrunner/core` itself, and must get the same classes. */
function mayLoadModule([command, ...words]) {
  const isServed = (word) => isNamed(word) || ACTION.test(extname(word));
  if (command === 'serve' && words.length > 0 && !isServed(words[0])) return true;
  const runners = words.flatMap((word, index) => {
    if (word === '--runner') return words[index + 1] ?? '';
    return word.startsWith('--runner=') ? word.slice('--runner='.length) : [];
  });
  if (!runners.every(isNamed)) return true;
  // `dev` reads the file again when it changes.
  const isModule = command === 'dev' ? existsSync : namesModule;
  return words.some((word) => isConfigured(resolve(word), isModule));
}

/** Whether a runner is one of the command, rather than a module. */
function isNamed(runner) {
  return RUNNERS.includes(runner) || `${runner}`.startsWith('interpreter:');
}

/** Whether a configuration file in an action or above it names a runner that may be a module. */
function isConfigured(folder, isModule) {
  return (
    isModule(join(folder, 'actionrunner.json')) ||
    (folder !== dirname(folder) && isConfigured(dirname(folder), isModule))
  );
}

function namesModule(file) {
  try {
    // A pipe could be waited for forever.
    return existsSync(file) && !(statSync(file).isFile() && isNamed(JSON.parse(readFileSync(file)).runner ?? 'native'));
  } catch {
    // The command explains what is wrong with it.
    return true;
  }
}

/** In a clone, which has its tsconfig.json, the bundle may be older than what the compiler has written since. */
function isBundled() {
  const made = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  if (!existsSync(join(__dirname, '..', 'tsconfig.json'))) return true;
  const packages = join(__dirname, '..', '..');
  const builds = readdirSync(packages).map((name) => join(packages, name, 'dist', '.tsbuildinfo'));
  return builds.filter(existsSync).every((file) => made > statSync(file).mtimeMs);
}
