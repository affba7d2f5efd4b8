import { Argument, Command } from 'commander';
import { getScript, SHELLS } from '../completion/scripts.js';
import { printResult } from '../invoke/print-result.js';

const EXAMPLES = `
Examples:
  $ source <(actionrunner completion bash)
  $ actionrunner completion zsh > ~/.zfunc/_actionrunner
  $ actionrunner completion fish > ~/.config/fish/completions/actionrunner.fish

Exit codes:
  0  the script is printed
  3  wrong usage`;

/** `actionrunner completion`: prints what makes a shell complete the command's words. */
export function completionCommand(): Command {
  return new Command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', EXAMPLES)
    .action((shell: string) => printResult(getScript(shell)));
}
