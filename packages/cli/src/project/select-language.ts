import { basename } from 'node:path';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import { suggestName } from '../suggest-name.js';
import { LANGUAGES, type Language, TEMPLATES, type Template } from './languages.js';

/** What the user chose. */
export interface Selection {
  readonly template: Template;
  /** The key of {@link LANGUAGES}. */
  readonly languageName: string;
  readonly language: Language;
  /** The words of the program that runs or compiles actions. */
  readonly command: readonly string[];
}

/**
 * Finds out which language a command line is for, as `ruby`, `python3.12`, `/opt/perl/bin/perl -w` or the name of the language. Without a
 * template it is the one of the language, or `script`.
 * @throws CliError
 */
export function selectLanguage(commandLine: string | undefined, template: string | undefined): Selection {
  if (template !== undefined && !isTemplate(template)) {
    const suggestion = suggestName(template, TEMPLATES);
    throw new CliError(
      EXIT.usage,
      `--template must be one of ${TEMPLATES.join(', ')}, not "${template}".${suggestion}`,
    );
  }
  const [program, ...options] = (commandLine ?? '').split(' ').filter((word) => word !== '');
  if (program === undefined) {
    if (commandLine !== undefined) {
      throw new CliError(EXIT.usage, `--language needs a program: ${programsOf(template ?? 'script')}.`);
    }
    return defaultOf(template ?? 'script');
  }
  const found = Object.entries(LANGUAGES).find(([name, language]) => matches(program, name, language));
  if (!found) {
    throw new CliError(
      EXIT.usage,
      `there are no sample actions for "${program}": --language has ${programsOf(template)}.${suggestLanguage(program, template)} For another one, take the most similar, and change its program in src, the packages in its Dockerfile, and its actions in actions and conformance.json.`,
    );
  }
  const [name, language] = found;
  const chosen = template ?? (language.templates[0] as Template);
  if (!language.templates.includes(chosen)) {
    throw new CliError(
      EXIT.usage,
      `the template ${chosen} has ${programsOf(chosen)}; ${language.title} has ${language.templates.join(', ')}.`,
    );
  }
  // The name of a language, as "rust", is that of its usual program.
  const isName = program === name && !language.programs.includes(name);
  return {
    template: chosen,
    languageName: name,
    language,
    command: [isName ? usualProgram(language) : program, ...options],
  };
}

/** What a slip was probably meant to be: a language or one of its programs. */
function suggestLanguage(program: string, template: Template | undefined): string {
  const languages = Object.entries(LANGUAGES).filter(
    ([, { templates }]) => template === undefined || templates.includes(template),
  );
  return suggestName(
    program,
    languages.flatMap(([name, { programs }]) => [...programs, name]),
  );
}

function isTemplate(text: string): text is Template {
  return TEMPLATES.some((template) => template === text);
}

function defaultOf(template: Template): Selection {
  const found = Object.entries(LANGUAGES).find(([, each]) => each.templates.includes(template));
  const [languageName, language] = found as [string, Language];
  return { template, languageName, language, command: [usualProgram(language)] };
}

/** The program of a language that a project uses unless the user names another. */
export function usualProgram({ programs }: Language): string {
  return programs[0] as string;
}

function matches(program: string, name: string, language: Language): boolean {
  const word = basename(program);
  return [name, ...language.programs].some((each) => word === each || word.replace(/-?[\d.]+$/, '') === each);
}

/** The usual programs of a template's languages, or of all. */
function programsOf(template: Template | undefined): string {
  const languages = Object.values(LANGUAGES).filter(
    (language) => template === undefined || language.templates.includes(template),
  );
  return languages.map(usualProgram).join(', ');
}
