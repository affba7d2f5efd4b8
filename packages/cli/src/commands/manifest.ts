import type { ImageName } from '@actionrunner/images';
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

/** The memory of an action by default on the platform. */
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
    .option('--kind <name>', 'kind, as family:version; default: name and tag of the image', parseKind)
    .option('--stem-cells <number>', 'containers that the platform keeps started', parseCount)
    .option('--memory <size>', `memory of a stem cell (default: ${DEFAULT_MEMORY})`)
    .option('--default', 'make it the default kind of its family')
    .option('--blackbox', 'an image for actions with --docker instead of a kind')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, flags: ManifestFlags) => {
      await printResult(`${JSON.stringify(await createManifest(name, flags), null, 4)}\n`);
    });
}

async function createManifest(name: string, flags: ManifestFlags) {
  // On demand: the help does not need it.
  const images = await import('@actionrunner/images');
  const { createBlackboxManifest, createRuntimeManifest, deriveKind, parseImageName, parseMemorySize } = images;
  const { kind, stemCells: cells, memory, blackbox, default: isDefault = false } = flags;
  const size = memory === undefined ? undefined : parseMemory(memory, parseMemorySize);
  const image = checkTagged(name, parseImageName(name));
  if (size !== undefined && cells === undefined) {
    throw new CliError(EXIT.usage, '--memory is for stem cells; add --stem-cells.');
  }
  if (!blackbox) {
    const stemCells = cells === undefined ? undefined : { count: cells, memory: size ?? DEFAULT_MEMORY };
    return createRuntimeManifest(image, { kind: kind ?? parseKind(deriveKind(image)), isDefault, stemCells });
  }
  if (kind !== undefined || cells !== undefined || isDefault) {
    throw new CliError(EXIT.usage, 'a blackbox image has neither kind nor stem cells.');
  }
  return createBlackboxManifest(image);
}

/** @returns the name, which has an explicit tag @throws CliError */
function checkTagged(text: string, image: ImageName | undefined): ImageName {
  if (!image) {
    throw new CliError(EXIT.usage, `"${text}" is not the name of an image.`);
  }
  if (image.digest !== undefined) {
    throw new CliError(EXIT.usage, `${text}: a manifest has no place for a digest; name the image by its tag.`);
  }
  if (image.tag === undefined || image.tag === 'latest') {
    const given = image.tag === undefined ? 'no tag, which means latest' : 'the tag latest';
    throw new CliError(
      EXIT.usage,
      `${text} has ${given}: nobody knows which version runs, and a blackbox does not start if the registry does not answer. Give it an explicit tag, such as ${text.replace(/:latest$/, '')}:1.0.`,
    );
  }
  return image;
}

function parseKind(text: string): string {
  if (!/^[a-z0-9]+:[\w.-]+$/.test(text) || text.endsWith(':default')) {
    throw new CliError(EXIT.usage, `--kind must be family:version, such as python:3, not "${text}".`);
  }
  return text;
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) {
    throw new CliError(EXIT.usage, `--stem-cells must be a number of containers, not "${text}".`);
  }
  return Number(text);
}

/** Parses a memory size into the platform's form: whole megabytes. */
function parseMemory(text: string, parseSize: (text: string) => number | undefined): string {
  const bytes = parseSize(/^\d+$/.test(text) ? `${text}m` : text) ?? 0;
  if (bytes < MEGABYTE || bytes % MEGABYTE !== 0) {
    throw new CliError(EXIT.usage, `--memory must be a size in megabytes, such as 256MB, not "${text}".`);
  }
  return `${bytes / MEGABYTE} MB`;
}
