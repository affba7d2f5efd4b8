/** Commands that may end a script, or change how the rest of it is read. */
const DECISIVE = [
  ...['exit', 'exec', 'return', 'kill', 'trap', 'set', 'shopt', 'alias', 'unalias', 'enable', 'eval', 'source'],
  ...['builtin', 'command'],
];

/** How many places are tried as the beginning of the command that has the error. */
const MAX_ATTEMPTS = 64;

/**
 * A program for bash that reads a path and a NUL from descriptor 3. It writes only the line `0` there if bash parses that script without a word;
 * anything else is for {@link SYNTAX_CHECK} to look at, as a script with a NUL is. Nothing after `set -n` is run, which is why another process
 * parses: it is there before the path comes, and starts none, which an init would wait for.
 */
export const QUICK_CHECK: string = `exec 2>&3
(IFS= read -r -d '' script <&3
IFS= read -r -d '' text <"$script" && exit 1
eval "set -n
$text") >&3
echo $? >&3`;

/**
 * A program for bash that checks the syntax of the script in `$1`. `bash -n` parses what is never reached, too, and knows neither options nor
 * aliases that the script sets. So its error counts only if nothing before the faulty command can end the script or set such a thing; otherwise
 * it becomes a warning.
 */
export const SYNTAX_CHECK: string = `
script=$1
# The same parser without another bash. What it accepts without a word is right; anything else is looked at by bash -n.
[[ -z \${BASH_ENV-} ]] && output=$({ eval "set -n
$(<"$script")"; } 2>&1) && [[ -z $output ]] && exit 0
if output=$(bash -n "$script" 2>&1); then
  [[ -z $output ]] || printf '%s\\n' "$output" >&2
  exit 0
else
  status=$?
fi
line=$(LC_ALL=C bash -n "$script" 2>&1 | sed -n 's/.*: line \\([0-9][0-9]*\\): .*/\\1/p' | head -n 1)
count=$((\${line:-1} - 1))
attempts=${MAX_ATTEMPTS}
# Bash runs the commands before the faulty one: the longest beginning of the script that is complete.
while ((count > 0 && attempts > 0)); do
  [[ -n $(head -n "$count" "$script" | bash -n 2>&1) ]] || break
  count=$((count - 1)) attempts=$((attempts - 1))
done
((attempts > 0)) || count=$line
before=$(head -n "$count" "$script")
read -r first <<<"$before"
[[ $first == '#!'* ]] || first=
before=$(sed '/^[[:space:]]*#/d' <<<"$before")
word='(^|[^[:alnum:]_./-])(${DECISIVE.join('|')})([^[:alnum:]_]|$)'
dot='(^|[;&|({[:space:]])\\.[[:space:]]'
required='\\$\\{[^}]*\\?'
variable='(^|[;&|({]|(then|do|else)[[:space:]])[[:space:]]*"?\\$'
if [[ -z \${BASH_ENV-} && $first != *' '-* ]] &&
  ! grep -Eq "$word|$dot|$required|$variable" <<<"$before"; then
  printf '%s\\n' "$output" >&2
  exit "$status"
fi
if [[ $before == *extglob* ]] && bash -O extglob -n "$script" 2>/dev/null; then
  exit 0
fi
printf 'Warning: bash -n reports an error, perhaps in lines that are never reached: %s\\n' "$output" >&2
`;
