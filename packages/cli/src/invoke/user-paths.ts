import { existsSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, relative } from 'node:path';
import type { LogSink } from '@actionrunner/core';

/** What follows the name of a file where a compiler or an interpreter names a place in it. */
const PLACE = String.raw`(?=:\d|:\(|: line \d|: In |: At )`;

/** The action directory of an image: that of dockerskeleton, in which the Go proxy makes a new one for each init. */
const IN_IMAGE = String.raw`(?<![\w./:-])(?:file://)?/action/(?:\d+/(?:bin|src)/)?`;

/** Files that a runtime makes of the text of an action: `__main__.py` and `main__.py` are those of our runner and of OpenWhisk's. */
const NAMES_IN_IMAGE: Readonly<Record<string, readonly string[]>> = { '.py': ['__main__.py', 'main__.py'] };

type Rule = readonly [pattern: RegExp, replace: (found: string, ...groups: string[]) => string];

/** Turns the paths of an action where it runs into those that its user wrote. */
export class UserPaths {
  readonly #rules: readonly Rule[];

  private constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /**
   * Those of an action in its temporary directory.
   * @param files where the text of a single file is
   * @param path the action, as its user wrote it
   */
  static ofDirectory(directory: string, files: readonly string[], path: string): UserPaths {
    const shown = toLatin1(path);
    if (isFolder(path)) {
      return new UserPaths([[toPattern(join(directory, '/')), () => withSlash(shown)]]);
    }
    return new UserPaths(
      files.filter(isAbsolute).flatMap((file): Rule[] => [
        [toPattern(file), () => shown],
        [toBareName(relative(directory, file)), () => shown],
      ]),
    );
  }

  /**
   * Those of an action in a container, whose runtime nobody knows: the usual names in the usual directory, and of a folder only what it has.
   * @param path the action, as its user wrote it
   */
  static ofImage(path: string): UserPaths {
    const shown = toLatin1(path);
    if (isFolder(path)) {
      const find = (found: string, name = '') => {
        const isOurs = !name.includes('..') && existsSync(join(path, Buffer.from(name, 'latin1').toString()));
        return isOurs ? withSlash(shown) + name : found;
      };
      return new UserPaths([[new RegExp(`${IN_IMAGE}([^\\s:"'()]+)`, 'g'), find]]);
    }
    const extension = extname(path);
    const names = ['exec', ...(extension === '' ? [] : [`main${extension}`]), ...(NAMES_IN_IMAGE[extension] ?? [])];
    return new UserPaths(
      names.flatMap((name): Rule[] => [
        [new RegExp(`${IN_IMAGE}${escapePattern(name)}(?![\\w/-]|\\.\\w)`, 'g'), () => shown],
        [toBareName(name), () => shown],
      ]),
    );
  }

  show(text: string): string {
    return this.#replace(Buffer.from(text)).toString();
  }

  /** @returns a sink that passes on logs with the paths of the user */
  watchLogs(sink: LogSink): LogSink {
    const { report } = sink;
    return {
      write: (stream, bytes) => sink.write(stream, this.#replace(bytes)),
      frame: () => sink.frame(),
      ...(report && {
        report: (failure) =>
          report({ ...failure, line: failure.line === undefined ? undefined : this.show(failure.line) }),
      }),
    };
  }

  /** Byte by byte: logs may be in any encoding. */
  #replace(bytes: Buffer): Buffer {
    const text = bytes.toString('latin1');
    const shown = this.#rules.reduce((all, [pattern, replace]) => all.replace(pattern, replace), text);
    return shown === text ? bytes : Buffer.from(shown, 'latin1');
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function withSlash(path: string): string {
  return path.replace(/\/*$/, '/');
}

/** The name of a file in the working directory, where it names a place. */
function toBareName(name: string): RegExp {
  return new RegExp(`(?<=^|\\s)${escapePattern(name)}${PLACE}`, 'gm');
}

/** Node.js names an ES module by its URL. */
function toPattern(path: string): RegExp {
  return new RegExp(`(?:file://)?${escapePattern(path)}`, 'g');
}

function escapePattern(path: string): string {
  return toLatin1(path).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The UTF-8 of a text, a character for each byte. */
function toLatin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
