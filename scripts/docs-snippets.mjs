/**
 * Writes every TypeScript and JavaScript block of the documentation to build/snippets, one module each,
 * so that `tsc -p tsconfig.test.json` compiles them. Blocks marked `from` are compiled where they come from.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents, snippets } from './docs.js';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FOLDER = path.join(ROOT, 'build', 'snippets');

fs.rmSync(FOLDER, { recursive: true, force: true });
for (const { file, text } of documents(ROOT).flatMap(snippets)) {
  fs.mkdirSync(path.dirname(path.join(FOLDER, file)), { recursive: true });
  fs.writeFileSync(path.join(FOLDER, file), text);
}
