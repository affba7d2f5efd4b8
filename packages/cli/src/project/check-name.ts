import validate from 'validate-npm-package-name';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/**
 * Checks the name of a project, which is that of its package, and returns the name of its folder: without the scope.
 * @throws CliError for a name that npm does not accept
 */
export function folderOf(name: string): string {
  if (/[\\/]/.test(name.replace(/^@[^/]*\//, '')) || name === '.' || name === '..') {
    throw new CliError(
      EXIT.usage,
      `"${name}" is a path: give the name of a new folder, and run the command where that is to be.`,
    );
  }
  const { validForNewPackages, errors = [], warnings = [] } = validate(name);
  if (!validForNewPackages) {
    const suggestion = suggest(name);
    const hint = suggestion !== name && validate(suggestion).validForNewPackages ? `; try ${suggestion}` : '';
    throw new CliError(
      EXIT.usage,
      `"${name}" cannot be the name of a package: ${[...errors, ...warnings].join(', ')}${hint}.`,
    );
  }
  return name.replace(/^@[^/]*\//, '');
}

function suggest(name: string): string {
  return (
    name
      .toLowerCase()
      // Letters without their accents.
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .replaceAll(/[^a-z0-9-]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
  );
}
