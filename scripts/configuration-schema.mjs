/** Writes the JSON schema of `actionrunner.json` from the one that the command checks with. */
import * as fs from 'node:fs';
import { encodeSchema } from '../packages/cli/dist/configuration/configuration-schema.js';

fs.writeFileSync(new URL('../packages/cli/actionrunner.schema.json', import.meta.url), encodeSchema());
