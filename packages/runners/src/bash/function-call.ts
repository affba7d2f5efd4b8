/**
 * Formats the last lines of a bash script, which call a function with the JSON as `$1` if the script defines it. JSON that is too long
 * for the command line of a process is read from standard input.
 */
export function formatFunctionCall(name: string): string {
  const quoted = `'${name.replaceAll("'", "'\\''")}'`;
  return `\nif declare -F -- ${quoted} >/dev/null; then ${quoted} "\${1-$(cat)}"; fi`;
}
