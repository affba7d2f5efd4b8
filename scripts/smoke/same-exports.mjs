/** Loads each argument by import and by require: both must give the same objects, as a base class must exist once. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let count = 0;
for (const specifier of process.argv.slice(2)) {
  const imported = await import(specifier);
  const required = require(specifier);
  const names = Object.keys(imported);
  if (names.length === 0) throw new Error(`${specifier} exports nothing`);
  for (const name of names) {
    if (imported[name] !== required[name]) throw new Error(`${specifier}: ${name} differs between import and require`);
  }
  count += names.length;
}
console.log(`${count} exports of ${process.argv.slice(2).join(', ')}`);
