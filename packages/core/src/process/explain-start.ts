import { messageOf, systemCode } from '../errors.js';

const REASONS: Readonly<Record<string, string>> = {
  E2BIG: 'its arguments and environment together are too long (E2BIG)',
  EPERM: 'this runtime is not allowed to start processes as another user (EPERM)',
  EACCES: 'it is not executable, or its directory is not accessible (EACCES)',
  ENOEXEC: 'this machine cannot execute its format (ENOEXEC)',
  EAGAIN: 'the process limit is reached (EAGAIN)',
  ENOMEM: 'there is not enough memory (ENOMEM)',
};

/** Says in sentences why a program could not be started, and what to write if a command line was given for its name. */
export function explainStart(file: string, error: unknown): string {
  const code = systemCode(error) ?? '';
  if (code !== 'ENOENT') return `${REASONS[code] ?? messageOf(error)}.`;
  const what = file.includes('/') ? 'the file, its interpreter' : 'it is not installed here,';
  const reason = `${what} or its working directory does not exist (ENOENT).`;
  const words = file.trim().split(/\s+/);
  if (words.length === 1 || words[0]?.includes('/')) return reason;
  return `${reason} A command is an array of words: ${JSON.stringify(words).replaceAll('","', '", "')}.`;
}
