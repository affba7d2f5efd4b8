// @ts-check
/** Looks at processes through /proc. */
import * as fs from 'node:fs';

/** All that run, zombies included. @returns {number[]} */
function all() {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** `readFileSync` makes two buffers of this size for each file of /proc, and there may be hundreds of processes. */
const buffer = Buffer.alloc(64 * 1024);

/** @param {string} file @returns {string} empty when the process has ended or belongs to somebody else */
function read(file) {
  let descriptor;
  try {
    descriptor = fs.openSync(file, 'r');
    let text = '';
    for (let count = -1; count !== 0; ) {
      count = fs.readSync(descriptor, buffer);
      text += buffer.toString('latin1', 0, count);
    }
    return text;
  } catch {
    return '';
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/**
 * The processes below one, at any depth; those whose parent has ended are below it no longer.
 * @param {number} pid
 * @returns {number[]}
 */
export function descendants(pid) {
  const children = childrenOfAll();
  /** @param {number} parent @returns {number[]} */
  const below = (parent) => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** The processes that have children, each with these. */
export function childrenOfAll() {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const child of all()) {
    const parent = parentOf(child);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  return children;
}

/** @param {number} pid @returns {number} */
function parentOf(pid) {
  // The name, in parentheses, may hold anything.
  return Number(/^\d+ \(.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1]);
}

/**
 * Whether a process is a shell of a runtime that starts processes, or its child that waits to become one.
 * @param {number} pid
 */
export function isShell(pid) {
  return read(`/proc/${pid}/cmdline`).includes('echo "armed $g');
}

/**
 * Whether a process is the runtime's own: such a shell, or a bash that waits for the script of the first init.
 * @param {number} pid
 */
export function isOfRuntime(pid) {
  return isShell(pid) || read(`/proc/${pid}/cmdline`).includes("read -r -d '' script <&3");
}

/**
 * The shells that a process has started with a variable of their environment; not those of other pools in it, which may grow at any time.
 * @param {number} parent
 * @param {string} variable `NAME=value`
 */
export function shellsOf(parent, variable) {
  return marked(variable).filter((pid) => parentOf(pid) === parent && isShell(pid));
}

/**
 * Whether a process has ended, be it a zombie still.
 * @param {number} pid
 */
export function hasEnded(pid) {
  return !/^\d+ \(.*\) [^ZX]/s.test(read(`/proc/${pid}/stat`));
}

/**
 * The processes whose environment has a mark, and the variables they were started with, each between NULs.
 * Those of another user cannot be seen.
 * @param {string} mark `NAME=value`
 */
export function environments(mark) {
  return all().flatMap((pid) => {
    const variables = `\0${read(`/proc/${pid}/environ`)}`;
    return variables.includes(`\0${mark}\0`) ? [{ pid, variables }] : [];
  });
}

/**
 * The processes whose environment has a mark.
 * @param {string} mark `NAME=value`
 * @returns {number[]}
 */
export function marked(mark) {
  return environments(mark).map(({ pid }) => pid);
}
