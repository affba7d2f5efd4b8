import type { Profile, PROFILES as Profiles } from '@actionrunner/images';
import { Command, Option } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { DOCKER_HELP } from '../image-options.js';
import { printResult } from '../invoke/print-result.js';
import { withProgress } from '../progress/progress.js';

const EXAMPLES = `
Examples:
  $ actionrunner inspect registry.example/python:1.0
  $ actionrunner inspect registry.example/python:1.0 --profile elyra
  $ actionrunner inspect image.tar --profile storlets --json

Exit codes:
  0  no check fails
  1  a check fails
  2  the image cannot be read, or no container engine answers
  3  wrong usage`;

/** As in the package, which is loaded on demand: the help needs it, too. */
const PROFILES: typeof Profiles = ['openwhisk', 'knative', 'elyra', 'storlets'];

interface InspectFlags {
  readonly profile?: readonly Profile[];
  readonly run: boolean;
  readonly json?: boolean;
  readonly docker?: string;
}

/** `actionrunner inspect`: checks an image against the requirements of the platforms. */
export function inspectCommand(finish: (code: ExitCode) => void): Command {
  return new Command('inspect')
    .description('check an image against platform requirements')
    .argument('<image>', 'name of an image (never pulled), or a file written by "docker save"')
    .addOption(new Option('--profile <name>', `${PROFILES.join(', ')}; repeatable; default: all`).argParser(addProfile))
    .option('--no-run', 'only read the image; do not run it')
    .option('--json', 'print JSON')
    .option('--docker <command>', DOCKER_HELP)
    .addHelpText('after', EXAMPLES)
    .action(async (subject: string, { profile, run, json, docker }: InspectFlags) => {
      const { inspectImage, summarize, toJson, toTable } = await import('@actionrunner/images');
      const profiles = PROFILES.filter((name) => profile?.includes(name) ?? true);
      const inspection = await withProgress(`inspecting ${subject}`, { isQuiet: json }, () =>
        inspectImage({ subject, profiles, run, docker }),
      );
      const colors = Boolean(process.stdout.isTTY && process.stdout.hasColors());
      await printResult(json ? toJson(inspection) : toTable(inspection, colors));
      finish(summarize(inspection).fail > 0 ? EXIT.failure : EXIT.success);
    });
}

function addProfile(text: string, profiles: readonly Profile[] = []): Profile[] {
  const profile = PROFILES.find((name) => name === text);
  if (!profile) {
    throw new CliError(EXIT.usage, `--profile must be one of ${PROFILES.join(', ')}, not "${text}".`);
  }
  return [...profiles, profile];
}
