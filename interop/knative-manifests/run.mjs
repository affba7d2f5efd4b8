/** Passes manifests through the schema of Knative's services, and Knative's own defaults and validation. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { CHANGES } from './changes.mjs';
import { placeOf, writeManifest } from './service.mjs';
import { buildValidator } from './validator.mjs';

const SERVING = 'go-module/knative.dev/serving';
/** A refused update lists whatever differs in the form of Go. */
const MAX_TEXT = 320;
const GUIDE = 'docs/guides/knative.md';
const EXAMPLE = 'examples/images/knative/service.yaml';

export default async function run({ row, missing, root, folder }) {
  const questions = [...readOurs(root), ...CHANGES.map(toQuestion)];
  let outcomes;
  for (const [index, question] of questions.entries()) {
    const see = async (module) => {
      outcomes ??= buildValidator(module, path.join(folder, 'validate.go'), missing)(questions);
      return { answer: describe(outcomes[index]), filled: listFilled(outcomes[index], question) };
    };
    await row({ id: question.id, name: question.name, needs: [SERVING], see });
  }
}

/** The manifests of this project: the file of the example image, and each Knative service in the guide. */
function readOurs(root) {
  const read = (file) => fs.readFileSync(path.join(root, file), 'utf8');
  const blocks = [...read(GUIDE).matchAll(/^```(?:json|yaml)\n(.*?)^```$/gms)].map(([, text]) => text);
  const services = blocks.filter((text) => parse(text)?.apiVersion?.startsWith('serving.knative.dev/'));
  if (services.length === 0) throw new Error(`${GUIDE} has no manifest of a service`);
  return [
    { id: 'ours-image', name: `\`${EXAMPLE}\``, manifest: read(EXAMPLE), before: '' },
    ...services.map((manifest, index) => {
      const { name } = parse(manifest).metadata;
      return { id: `ours-guide-${index + 1}`, name: `\`${GUIDE}\`, ${name}`, manifest, before: '' };
    }),
  ];
}

function toQuestion(change) {
  const { id, place, yaml, updates } = change;
  const before = Object.entries(updates ?? {});
  const name = `${place}: \`${yaml}\``;
  return {
    id,
    name:
      updates === undefined
        ? name
        : `update, ${['hello', ...before.map(([, text]) => `\`${text}\``)].join(', ')}; ${name}`,
    manifest: writeManifest([...before, [place, yaml]]),
    before: updates === undefined ? '' : writeManifest(before),
    change,
  };
}

function describe({ unknown, refusedBy, reason, warnings }) {
  const parts = (unknown ?? []).map((field) => `unknown to the schema: \`${field}\``);
  if (refusedBy !== '') parts.push(`refused by the ${refusedBy}: ${oneLine(reason)}`);
  else parts.push(warnings === '' ? 'accepted' : `accepted, with a warning: ${oneLine(warnings)}`);
  return parts.join('; ');
}

function oneLine(text) {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' / ');
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

/** What is stored otherwise than it was sent, of the members of a fragment. */
function listFilled({ stored }, { manifest, change }) {
  // Knative notes in the metadata of a service who made it.
  if (!stored || !change || change.place === 'service') return undefined;
  const [sent, kept] = [parse(manifest), stored].map((service) => placeOf(service, change.place));
  const filled = Object.keys(parse(change.yaml)).flatMap((key) => compare(sent[key], kept[key], key));
  return filled.length > 0 ? `\`${filled.join(', ')}\`` : undefined;
}

function compare(sent, kept, name) {
  if (isEmpty(kept)) return [];
  if (typeof sent !== 'object') return sent === kept ? [] : [`${name}: ${JSON.stringify(kept)}`];
  return Object.keys(kept).flatMap((key) => compare(sent[key], kept[key], `${name}.${key}`));
}

/** Whether a member is what Go writes of nothing. */
function isEmpty(value) {
  return value === undefined || value === null || value === 0 || value === '' || JSON.stringify(value) === '{}';
}
