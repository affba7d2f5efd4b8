import * as fs from 'node:fs';
import * as path from 'node:path';
import { LANGUAGES, type Template } from '../../src/project/languages.js';
import { type Project, type ProjectFile, planProject } from '../../src/project/plan-project.js';
import { selectLanguage } from '../../src/project/select-language.js';

/** Every project there is: a language in a template, in TypeScript and in JavaScript. */
export const PROJECTS: readonly Project[] = Object.entries(LANGUAGES).flatMap(([name, { templates }]) =>
  templates.flatMap((template) => [true, false].map((isTypeScript) => describe(name, template, isTypeScript))),
);

function describe(language: string, template: Template, isTypeScript: boolean): Project {
  const name = `${template}-${language}-${isTypeScript ? 'ts' : 'js'}`;
  return { ...selectLanguage(language, template), name, folder: name, isTypeScript, version: '0.1.0' };
}

/** Writes the files of a project into a folder of its name. @returns the files */
export function place(root: string, project: Project): ProjectFile[] {
  const files = planProject(project);
  for (const { path: file, text } of files) {
    const target = path.join(root, project.folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }
  return files;
}
