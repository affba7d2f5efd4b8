// @ts-check
import { SENTINEL } from '../support/sentinel.js';

const LONGEST_LINE = 1_000_000;
/** Stack traces, warnings of Node, and the last words of the command. */
const TRACE =
  /^actionrunner: |^\s+at .+:\d+:\d+\)?$|^\(node:\d+\)|uncaughtException|Unhandled[A-Z]|^FATAL ERROR|out of memory/;

/** Reads one log stream: counts its frames, and looks for what a runtime never prints. */
export class LogWatch {
  frames = 0;
  /** @type {string[]} */
  problems = [];
  #line = '';
  /** @type {string[]} */
  #last = [];

  /** @param {Buffer} bytes */
  take(bytes) {
    const lines = (this.#line + bytes.toString('latin1')).split('\n');
    this.#line = (lines.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of lines) this.#check(line);
  }

  /** The last lines, for messages. */
  get tail() {
    return this.#last.join('\n');
  }

  /** What was found since the last call. */
  found() {
    return this.problems.splice(0);
  }

  /** @param {string} line */
  #check(line) {
    this.#last = [...this.#last.slice(-14), line.slice(0, 200)];
    if (line === SENTINEL) this.frames += 1;
    else if (line.includes(SENTINEL))
      this.problems.push(`a log line holds the text of the frame: ${line.slice(0, 200)}`);
    else if (TRACE.test(line)) this.problems.push(`the runtime printed: ${line.slice(0, 200)}`);
  }
}
