// @ts-check
/** The commands that subjects and clients of registries use, and how to get each: what is said where one is missing. */
import { INSTALL } from '../programs.js';

/** The packages of Debian 12 that have them. @type {ReadonlyMap<string, string>} */
export const DEBIAN = new Map([
  ['bash', 'bash'],
  ['cargo', 'cargo-web rustc-web'],
  ['cmake', 'cmake'],
  ['curl', 'curl'],
  ['flock', 'util-linux'],
  ['gcc', 'gcc libc6-dev'],
  ['git', 'git'],
  ['jar', 'openjdk-17-jdk-headless'],
  ['java', 'openjdk-17-jdk-headless'],
  ['javac', 'openjdk-17-jdk-headless'],
  ['make', 'make'],
  ['mvn', 'maven'],
  ['perl', 'perl'],
  ['php', 'php-cli'],
  ['python3', 'python3 python3-pip python3-venv'],
  ['python3.11', 'python3.11'],
  ['ruby', 'ruby'],
  ['rustc', 'cargo-web rustc-web'],
  ['setpriv', 'util-linux'],
  ['tclsh', 'tcl'],
  ['unshare', 'util-linux'],
  ['unzip', 'unzip'],
  ['zip', 'zip'],
]);

/** @type {ReadonlyMap<string, string>} */
const REMEDIES = new Map([
  ...Object.entries(INSTALL).map(([program, way]) => /** @type {const} */ ([program, `install it with: ${way}`])),
  ...[...DEBIAN].map(
    ([command, packages]) =>
      /** @type {const} */ ([command, `install it with: sudo apt-get install ${packages} (Debian)`]),
  ),
  ['apt-get', 'the packages are those of Debian 12: run this there, or in a container of it'],
  ['go', 'Debian 12 has none that is new enough: install Go 1.26 or later from https://go.dev/dl'],
]);

/**
 * "there is no ruby", with what to do about it if that is known.
 * @param {string} command
 */
export function describeLack(command) {
  const remedy = REMEDIES.get(command);
  return `there is no ${command}${remedy === undefined ? '' : `; ${remedy}`}`;
}
