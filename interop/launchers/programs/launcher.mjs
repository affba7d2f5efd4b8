// Acknowledges whether it is asked to or not. An error is put into the result as it is.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

async function main(value) {
  if (value.do === 'echo') return { integer: value.integer, float: value.float, empty: value.empty };
  if (value.do === 'null') return null;
  if (value.do === 'list') return [1, 2];
  if (value.do === 'nan') return { number: Number.NaN };
  if (value.do === 'throw') throw new Error('a "quoted" message');
  if (value.do === 'exit') process.exit(0);
  return {};
}

writeSync(3, '{"ok":true}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const result = await main(JSON.parse(line).value).catch((error) => ({ error }));
  writeSync(3, `${JSON.stringify(result)}\n`);
}
