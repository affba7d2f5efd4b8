import { RunnerError } from '@actionrunner/core';

/**
 * Formats the last lines of a bash script, which call a function with the JSON as `$1` if the script defines it. JSON that is too long
 * for the command line of a process is read from standard input.
 */
export function formatFunctionCall(name: string): string {
  const quoted = `'${name.replaceAll("'", "'\\''")}'`;
  return `\nif declare -F -- ${quoted} >/dev/null; then ${quoted} "\${1-$(cat)}"; fi`;
}

/** What may define functions that the text of the script does not show. */
const INCLUDES = /^\s*(?:\.|source|eval)\s/m;

/**
 * Refuses the name of a function that a script does not define, if it defines others: the script would run without the one that is meant.
 * @param text the script
 * @returns false if it defines no function at all, as far as its text shows, so that all of it runs instead
 * @throws RunnerError `ERR_RUNNER_BUILD` with the names of its functions
 */
export function requireFunction(name: string, text: string): boolean {
  const definitions = /^[ \t]*(?:function[ \t]+([^\s(){}]+)|([^\s(){}='"$#;&|<>]+)[ \t]*\([ \t]*\))/gm;
  const names = [...text.matchAll(definitions)].map(([, first, second]) => first ?? second ?? '');
  if (names.includes(name) || INCLUDES.test(text)) {
    return true;
  }
  if (names.length === 0) {
    return false;
  }
  throw new RunnerError(
    'ERR_RUNNER_BUILD',
    `The script does not define the function ${name} that the entry point names; it defines ${names.join(', ')}. Name one of them, or none.`,
  );
}
