/** The shells that words can be completed in. */
export const SHELLS: readonly string[] = ['bash', 'zsh', 'fish'];

/** The word after which the program lists what the last one may become. */
export const COMPLETE_COMMAND = '__complete';

/**
 * The scripts of the shells. Each asks the command, whose first line of output is `files` or `words`, and any other a word, a tab and its
 * description: so nothing but the command knows its options.
 */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion of actionrunner; load it with: source <(actionrunner completion bash)
_actionrunner() {
  local line=\${COMP_LINE:0:COMP_POINT} current=\${COMP_WORDS[COMP_CWORD]} word whole='' at kind='' answer
  local words=()
  # Bash separates words at = and :, which may be parts of ours.
  for ((at = 0; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ $at == 0 || $line == [[:space:]]* ]]; then
      line=\${line#"\${line%%[![:space:]]*}"}
      words+=("$word")
    else
      words[\${#words[@]} - 1]+=$word
    fi
    line=\${line#"$word"}
  done
  whole=\${words[\${#words[@]} - 1]}
  [[ $current == [=:] ]] && current=
  COMPREPLY=()
  while IFS= read -r answer; do
    if [[ -z $kind ]]; then
      kind=$answer
      # Since bash 4.4: in the order of the answers.
      [[ $kind == words ]] && type compopt >/dev/null 2>&1 && compopt -o nosort 2>/dev/null
      continue
    fi
    answer=\${answer%%$'\\t'*}
    [[ $answer == *[=:] ]] && type compopt >/dev/null 2>&1 && compopt -o nospace
    COMPREPLY+=("\${answer#"\${whole%"$current"}"}")
  done < <("\${words[0]}" ${COMPLETE_COMMAND} -- "\${words[@]:1}" 2>/dev/null)
  if [[ $kind == files ]]; then
    type compopt >/dev/null 2>&1 && compopt -o filenames
    while IFS= read -r answer; do
      COMPREPLY+=("$answer")
    done < <(compgen -f -- "$current")
  fi
}
complete -F _actionrunner actionrunner
`,
  zsh: `#compdef actionrunner
# zsh completion of actionrunner; load it with: source <(actionrunner completion zsh)
_actionrunner() {
  local answer
  local -a answers values descriptions
  answers=("\${(@f)$("\${words[1]}" ${COMPLETE_COMMAND} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for answer in "\${(@)answers[2,-1]}"; do
    values+=("\${answer%%$'\\t'*}")
    descriptions+=("\${answer/$'\\t'/  -- }")
  done
  if (( $#values )); then
    # A group that keeps the order of the answers.
    compadd -V actionrunner -l -d descriptions -a values
  fi
  if [[ $answers[1] == files ]]; then
    compset -P '--*='
    _files
  fi
}
if [[ $funcstack[1] == _actionrunner ]]; then
  _actionrunner "$@"
else
  compdef _actionrunner actionrunner
fi
`,
  fish: `# fish completion of actionrunner; load it with: actionrunner completion fish | source
function __actionrunner_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answers ($words[1] ${COMPLETE_COMMAND} -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $answers) -gt 1
        printf '%s\\n' $answers[2..-1]
    end
    if test "$answers[1]" = files
        # The path of --option=PATH begins after the sign; what is proposed is the whole word.
        set -l option (string match -r -- '^--[^=]*=' "$current")
        for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
            printf '%s\\n' "$option$path"
        end
    end
end
# In the order of the answers: of activations, the newest is first.
complete -c actionrunner -k -f -a '(__actionrunner_complete)'
`,
};

/** The script that makes a shell complete. @param shell one of {@link SHELLS} */
export function getScript(shell: string): string {
  return SCRIPTS[shell] as string;
}
