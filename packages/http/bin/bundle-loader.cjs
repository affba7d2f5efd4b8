/**
 * Loads a bundle made by `actionrunner-bundle`, which begins the program to start with this file: NAME.js loads NAME.bundle.cjs, and the
 * chunks that are needed later.
 */
'use strict';
const { readFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { constants, Script } = require('node:vm');

const name = basename(__filename, '.js');
const importMeta = {
  dirname: __dirname,
  filename: __filename,
  get url() {
    return require('node:url').pathToFileURL(__filename).href;
  },
  resolve: (specifier) => require('node:url').pathToFileURL(require.resolve(specifier)).href,
};
const modules = new Map();
const builtins = new Map();
let bundle;

/** Loads the program. @param cache the path of its code cache, if it may have one: it need not be there */
function start(cache) {
  const script = compile(`${name}.bundle.cjs`, cache && readCache(cache));
  bundle = script.runInThisContext();
  return { script, entry: load(name) };
}

/** V8 ignores a cache of another version or of other flags, and compiles. */
function compile(file, cachedData) {
  const filename = join(__dirname, file);
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData, importModuleDynamically });
}

function readCache(file) {
  try {
    return readFileSync(file);
  } catch ({ code, message }) {
    // EACCES: another user's.
    if (code !== 'ENOENT' && code !== 'EACCES') console.error(`Code cache ${file} not read: ${message}`);
  }
}

/** Loads a module of the bundle, or a chunk, once. */
function load(id) {
  let module = modules.get(id);
  if (!module) {
    module = { exports: {} };
    modules.set(id, module);
    try {
      const define = bundle[id] ?? compile(`${id}.cjs`).runInThisContext();
      define(module.exports, requireModule, module, __filename, __dirname, importMeta, importChunk);
    } catch (error) {
      // It may be that no more files can be opened now.
      modules.delete(id);
      throw error;
    }
  }
  return module.exports;
}

function requireModule(id) {
  if (id.startsWith('./')) return load(id.slice(2));
  let module = builtins.get(id);
  if (!module) {
    module = require(id);
    // A bundle asks for the same few dozens of times.
    if (id.startsWith('node:')) builtins.set(id, module);
  }
  return module;
}
requireModule.resolve = require.resolve;
requireModule.cache = require.cache;

async function importChunk(id) {
  return load(id);
}

exports.start = start;
