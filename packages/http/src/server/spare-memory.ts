/** Not before the first requests of a cold start: the module `node:v8` takes 2 ms. */
const DELAY_MS = 200;

/** Of Node.js 22, the first whose V8 has Maglev switched on. */
const V8_MAJOR = 12;

/** What whoever starts the program may say about it. */
const CHOICE = /^--(no-?)?maglev(=|$)/;

/**
 * Soon switches off Maglev, the middle compiler of V8, in the whole process, unless the command line of Node.js says whether it is used. Its
 * threads leave 15 to 20 MB of freed memory behind, which glibc keeps, and what it compiles answers activations no faster than what V8's other
 * compilers make.
 * @param version of V8
 * @param flags of Node.js
 */
export function spareMemory(version: string = process.versions.v8, flags: readonly string[] = process.execArgv): void {
  if (Number.parseInt(version, 10) < V8_MAJOR || flags.some((flag) => CHOICE.test(flag))) return;
  const timer = setTimeout(() => process.getBuiltinModule('node:v8').setFlagsFromString('--no-maglev'), DELAY_MS);
  timer.unref();
}
