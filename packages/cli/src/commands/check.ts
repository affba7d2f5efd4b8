import { Command } from 'commander';
import { type CheckFlags, MANIFEST } from '../check/check-flags.js';
import { parseReportFile, type ReportFile } from '../check/report-files.js';
import type { ExitCode } from '../exit-codes.js';

const EXAMPLES = `
Examples:
  $ actionrunner check http://127.0.0.1:8080
  $ actionrunner check registry.example/python:1.0 --report html=report.html
  $ actionrunner check ./my-runner.js --group init --group run
  $ actionrunner check -- python3 server.py {port}
  $ actionrunner check --list

Exit codes:
  0  no required case fails, and some case passes; with --strict, no recommended case fails either
  1  the runtime does not conform
  2  the target cannot be tested, or a report cannot be written
  3  wrong usage`;

/** `actionrunner check`: runs the conformance cases against a runtime in any language. @param argv the words of the whole command */
export function checkCommand(finish: (code: ExitCode) => void, argv: readonly string[]): Command {
  const dashes = argv.indexOf('--');
  const command = dashes < 0 ? undefined : argv.slice(dashes + 1);
  return new Command('check')
    .description('check whether a runtime conforms to the platform')
    .argument('[target...]', 'URL, image, runner (as for serve), or -- and a command that serves at {port}')
    .option('--group <name>', 'only the cases of a group (repeatable)', append)
    .option('--case <id>', 'only this case (repeatable)', append)
    .option('--report <format=file>', 'write a report: html, junit, tap or json (repeatable)', appendReport)
    .option(
      '--manifest <file>',
      `sample actions, and what the runtime supports (default: that of the runner, or ./${MANIFEST})`,
    )
    .option('--json', 'print JSON')
    .option('--bail', 'stop at the first failure')
    .option('--strict', 'recommended cases must pass as well')
    .option('--list', 'print the cases, and test nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (words: string[], flags: CheckFlags) => {
      const { runCheck } = await import('../check/run-check.js');
      finish(await runCheck(words, command, flags));
    });
}

/** Parses a repeatable option. */
function append(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}

function appendReport(text: string, earlier: readonly ReportFile[] = []): ReportFile[] {
  return [...earlier, parseReportFile(text)];
}
