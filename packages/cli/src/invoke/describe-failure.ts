import { parseJson } from './parse-json.js';
import { type Answer, describeError } from './post.js';
import type { UserLogs } from './terminal-log-sink.js';

/**
 * Describes an answer other than 200. What the logs show already, such as the output of a compiler, is not repeated; what the runtime would have
 * logged besides is printed.
 * @param show turns paths into those of the user
 * @param print by default on stderr
 */
export function describeFailure(
  answer: Answer,
  logs: UserLogs,
  show: (text: string) => string,
  print: (line: string) => void = (text) => process.stderr.write(`${text}\n`),
): string {
  const line = logs.takeFailure?.();
  const error = (parseJson(answer.body) as { error?: unknown } | undefined)?.error;
  if (line === undefined || typeof error !== 'string' || show(error).includes(line)) {
    return show(describeError(answer));
  }
  const [first = '', ...rest] = line.split('\n');
  if (show(error).startsWith(`${first.replace(/\.$/, '')}: `)) {
    return describeError({ ...answer, body: JSON.stringify({ error: [first, ...rest].join('\n') }) });
  }
  print(line);
  return show(describeError(answer));
}
