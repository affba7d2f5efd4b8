/**
 * The abilities that cases need of sample actions: the name of each sample, and what it does.
 *
 * @example
 * ```js
 * import { SAMPLES } from '@actionrunner/conformance';
 *
 * console.log(SAMPLES.echo); // answers its parameters as they are
 * ```
 */
export const SAMPLES = {
  echo: 'answers its parameters as they are',
  variable:
    'answers {"value": …}: the environment variable that its parameter "name" names, as text, or null without one',
  log: 'writes the line "hello stdout" to stdout and the line "hello stderr" to stderr, then answers {"ok": true}',
  sleep: 'waits as many milliseconds as its parameter "ms" says, then answers {"ok": true}',
  fail: 'answers {"error": "no such user"}',
  crash: 'is killed by SIGKILL or SIGSEGV before it answers',
  exit: 'exits with status 3, without an answer',
  scalar: 'answers the number 42',
  broken: 'cannot be built or loaded, such as a syntax error',
  large: 'answers {"text": …} with as many letters "x" as its parameter "bytes" says',
  flood: 'writes as many lines of 1000 characters to stdout as its parameter "lines" says, then answers {"ok": true}',
  sentinel: 'writes the text of the end of logs, alone on a line, to stdout and stderr, then answers {"ok": true}',
  unterminated: 'writes "half a line" to stderr, without a newline, then answers {"ok": true}',
  binary: 'writes the bytes 63 61 66 e9 0a, which are not UTF-8, to stderr, then answers {"ok": true}',
  directory: 'answers {"directory": …}: its working directory',
  write:
    'appends a line to the file "state" in its working directory, then answers {"lines": …}: how many lines the file has',
  child: 'starts a process in the background that keeps stdout open for 20 seconds, and answers {"ok": true} at once',
  counter: 'answers {"count": …}: how often it has been called in the same process, from 1',
} as const;

/** The name of a sample action. */
export type SampleName = keyof typeof SAMPLES;
