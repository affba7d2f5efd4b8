import { statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { LogSink } from '@actionrunner/core';

/** What follows the name of a file where a compiler or an interpreter names a place in it. */
const PLACE = String.raw`(?=:\d|:\(|: line \d|: In |: At )`;

/** Turns the paths of an action in its temporary directory into those that its user wrote. */
export class UserPaths {
  readonly #rules: readonly (readonly [RegExp, string])[];

  /**
   * @param directory the action directory
   * @param files where the text of a single file is
   * @param path the action, as its user wrote it
   */
  constructor(directory: string, files: readonly string[], path: string) {
    const shown = toLatin1(path);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      this.#rules = [[toPattern(join(directory, '/')), shown.replace(/\/*$/, '/')]];
      return;
    }
    this.#rules = files
      .filter(isAbsolute)
      .flatMap((file) => [
        [toPattern(file), shown] as const,
        [new RegExp(`(?<=^|\\s)${escapePattern(relative(directory, file))}${PLACE}`, 'gm'), shown] as const,
      ]);
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
    const shown = this.#rules.reduce((all, [pattern, path]) => all.replace(pattern, () => path), text);
    return shown === text ? bytes : Buffer.from(shown, 'latin1');
  }
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
