// @ts-check
/** What is said of a command that the machine lacks: how to get it. */
import { INSTALL } from '../programs.js';

/** @param {string} name */
const debian = (name) => `install it with: sudo apt-get install ${name} (Debian)`;
const JDK = debian('openjdk-17-jdk-headless');

/** The commands that subjects and clients of registries use. @type {ReadonlyMap<string, string>} */
const REMEDIES = new Map([
  ...Object.entries(INSTALL).map(([program, way]) => /** @type {const} */ ([program, `install it with: ${way}`])),
  ['apt-get', 'the packages are those of Debian 12: run this there, or in a container of it'],
  ['cargo', 'Debian 12 has none that is new enough: install Rust 1.89 or later from https://rustup.rs'],
  ['cmake', debian('cmake')],
  ['flock', debian('util-linux')],
  ['git', debian('git')],
  ['go', 'Debian 12 has none that is new enough: install Go 1.26 or later from https://go.dev/dl'],
  ['jar', JDK],
  ['java', JDK],
  ['javac', JDK],
  ['make', debian('make')],
  ['mvn', debian('maven')],
  ['php', debian('php-cli')],
  ['python3', debian('python3-pip python3-venv')],
  ['python3.11', debian('python3.11')],
  ['ruby', debian('ruby')],
  ['setpriv', debian('util-linux')],
  ['tclsh', debian('tcl')],
  ['unshare', debian('util-linux')],
  ['unzip', debian('unzip')],
  ['zip', debian('zip')],
]);

/**
 * "there is no ruby", with what to do about it if that is known.
 * @param {string} command
 */
export function describeLack(command) {
  const remedy = REMEDIES.get(command);
  return `there is no ${command}${remedy === undefined ? '' : `; ${remedy}`}`;
}
