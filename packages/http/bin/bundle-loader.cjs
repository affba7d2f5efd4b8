/**
 * Loads a bundle made by `actionrunner-bundle`, which copies this file as the program to start. NAME.js loads NAME.bundle.cjs, with the code
 * cache NAME.bundle.cache if there is one, and the chunks that are needed later.
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
const script = compile(`${name}.bundle.cjs`, readCache(`${name}.bundle.cache`));
const bundle = script.runInThisContext();

/** V8 ignores a cache of another version or of other flags, and compiles. */
function compile(file, cachedData) {
  const filename = join(__dirname, file);
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new Script(readFileSync(filename, 'latin1'), { filename, cachedData, importModuleDynamically });
}

function readCache(file) {
  try {
    return readFileSync(join(__dirname, file));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Loads a module of the bundle, or a chunk, once. */
function load(id) {
  let module = modules.get(id);
  if (!module) {
    module = { exports: {} };
    modules.set(id, module);
    const define = bundle[id] ?? compile(`${id}.cjs`).runInThisContext();
    try {
      define(module.exports, requireModule, module, __filename, __dirname, importMeta, importChunk);
    } catch (error) {
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

exports.script = script;
exports.entry = load(name);
