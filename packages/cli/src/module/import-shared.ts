import { createRequire } from 'node:module';
import * as core from '@actionrunner/core';
import * as internal from '@actionrunner/core/internal';
import * as runners from '@actionrunner/runners';
import * as bash from '@actionrunner/runners/bash';
import * as c from '@actionrunner/runners/c';
import * as python from '@actionrunner/runners/python';

/** The packages whose classes a runner may extend, or be compared with. */
const PACKAGES: Readonly<Record<string, object>> = {
  '@actionrunner/core': core,
  '@actionrunner/core/internal': internal,
  '@actionrunner/runners': runners,
  '@actionrunner/runners/bash': bash,
  '@actionrunner/runners/c': c,
  '@actionrunner/runners/python': python,
};

interface Loaded {
  readonly format: string;
  readonly source?: unknown;
  readonly shortCircuit?: boolean;
}

/** What Node.js has since 22.15; the types are those of the lowest version that we support. */
interface HookedModule {
  registerHooks(hooks: {
    load(url: string, context: object, nextLoad: (url: string, context: object) => Loaded): Loaded;
  }): { deregister(): void };
}

const SHARED = Symbol.for('actionrunner.shared-packages');

type Module = Readonly<Record<string, unknown>>;

/**
 * Imports the module of a runner from the bundle of the command. When it imports the packages that the command depends on, it gets those that the
 * bundle contains: they are loaded already, and their classes must not exist twice. Another copy of a package is loaded as ever.
 *
 * Node.js loads a module once. So each entry is imported first, with its exports instead of its text; after that no hook is left.
 */
export async function importShared(file: string): Promise<Module> {
  const importModule = createRequire(import.meta.url)('../../bin/import-module.js') as (url: string) => Promise<Module>;
  const shared = new Map(Object.entries(PACKAGES).map(([name, exports]) => [import.meta.resolve(name), exports]));
  const { registerHooks } = process.getBuiltinModule('node:module') as unknown as HookedModule;
  const hooks = registerHooks({
    load: (url, context, nextLoad) => {
      const exports = shared.get(url);
      return exports
        ? { format: 'module', source: reexport(url, exports), shortCircuit: true }
        : nextLoad(url, context);
    },
  });
  const holder = globalThis as { [SHARED]?: ReadonlyMap<string, object> };
  holder[SHARED] = shared;
  try {
    await Promise.all([...shared.keys()].map(importModule));
  } finally {
    delete holder[SHARED];
    hooks.deregister();
  }
  return importModule(file);
}

/** The text of an ES module that has the same exports. */
function reexport(url: string, exports: object): string {
  const names = Object.keys(exports).join(', ');
  const found = `globalThis[Symbol.for('${SHARED.description}')].get(${JSON.stringify(url)})`;
  return `const { ${names} } = ${found};\nexport { ${names} };\n`;
}
