import {
  createBlackboxManifest,
  createRuntimeManifest,
  deriveKind,
  type ImageName,
  parseImageName,
  parseMemorySize,
} from '@actionrunner/images';
import { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { printResult } from '../invoke/print-result.js';

const EXAMPLES = `
The entry is for the runtimes.json of OpenWhisk.

Examples:
  $ actionrunner manifest registry.example/team/python:1.0 --kind python:3 --default
  $ actionrunner manifest registry.example/team/python:1.0 --stem-cells 2 --memory 256MB
  $ actionrunner manifest registry.example/team/native:1.0 --blackbox`;

/** What the platform gives an action that asks for nothing. */
const DEFAULT_MEMORY = '256 MB';

const MEGABYTE = 2 ** 20;

interface ManifestFlags {
  readonly kind?: string;
  readonly stemCells?: number;
  readonly memory?: string;
  readonly default?: boolean;
  readonly blackbox?: boolean;
}

/** `actionrunner manifest`: prints the entry of an image in a runtimes manifest. Needs neither the image nor an engine. */
export function manifestCommand(): Command {
  return new Command('manifest')
    .description("print an image's entry in a runtimes manifest")
    .argument('<image>', 'name of the image with an explicit tag')
    .option('--kind <name>', 'kind, as family:version; default: by the name and tag of the image', kindGiven)
    .option('--stem-cells <number>', 'containers that the platform keeps started', count)
    .option('--memory <size>', `memory of a stem cell (default: ${DEFAULT_MEMORY})`, memory)
    .option('--default', 'make it the default kind of its family')
    .option('--blackbox', 'an image for actions with --docker in place of a kind')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, flags: ManifestFlags) => {
      await printResult(`${JSON.stringify(manifestOf(taggedName(name), flags), null, 4)}\n`);
    });
}

function manifestOf(image: ImageName, flags: ManifestFlags) {
  const { kind, stemCells: cells, memory: size, blackbox, default: isDefault = false } = flags;
  if (size !== undefined && cells === undefined) {
    throw new CliError(EXIT.usage, '--memory is that of a stem cell; give --stem-cells, too.');
  }
  if (!blackbox) {
    const stemCells = cells === undefined ? undefined : { count: cells, memory: size ?? DEFAULT_MEMORY };
    return createRuntimeManifest(image, { kind: kind ?? kindGiven(deriveKind(image)), isDefault, stemCells });
  }
  if (kind !== undefined || cells !== undefined || isDefault) {
    throw new CliError(EXIT.usage, 'a blackbox has neither kind nor stem cells.');
  }
  return createBlackboxManifest(image);
}

function taggedName(text: string): ImageName {
  const image = parseImageName(text);
  if (!image) {
    throw new CliError(EXIT.usage, `"${text}" is no name of an image.`);
  }
  if (image.digest !== undefined) {
    throw new CliError(EXIT.usage, `${text}: a manifest has no place for a digest; name the image by its tag.`);
  }
  if (image.tag === undefined || image.tag === 'latest') {
    const given = image.tag === undefined ? 'no tag, which means latest' : 'the tag latest';
    throw new CliError(
      EXIT.usage,
      `${text} has ${given}: nobody can tell which version runs, and a blackbox does not start when the registry does not answer. Give it an explicit tag, such as ${text.replace(/:latest$/, '')}:1.0.`,
    );
  }
  return image;
}

function kindGiven(text: string): string {
  if (!/^[a-z0-9]+:[\w.-]+$/.test(text) || text.endsWith(':default')) {
    throw new CliError(EXIT.usage, `--kind takes family:version, such as python:3, not "${text}".`);
  }
  return text;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new CliError(EXIT.usage, `--stem-cells takes a number of containers, not "${text}".`);
  }
  return Number(text);
}

/** As the platform reads it: whole megabytes. */
function memory(text: string): string {
  const bytes = parseMemorySize(text) ?? 0;
  if (bytes < MEGABYTE || bytes % MEGABYTE !== 0) {
    throw new CliError(EXIT.usage, `--memory takes a size in megabytes, such as 256MB, not "${text}".`);
  }
  return `${bytes / MEGABYTE} MB`;
}
