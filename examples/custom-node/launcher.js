// The action's process: reads one message a line, answers with one line on file descriptor 3.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

process.on('uncaughtException', (error) => {
  console.error(`${error?.stack}\n${error}`); // the line written last explains why the process ended
  process.exit(1);
});

const { main } = await import(pathToFileURL(resolve(process.argv[2])).href);
if (typeof main !== 'function') {
  throw new TypeError('The action exports no function named main.');
}
writeSync(3, '{"ok":true}\n');

for await (const line of readLines(process.stdin)) {
  const { value = {} } = JSON.parse(line);
  const result = await invoke(value);
  await Promise.all([process.stdout, process.stderr].map(flush)); // logs that come after the answer belong to the next one
  writeSync(3, `${JSON.stringify(result)}\n`);
}

/** Only a line feed ends a message. From Node.js 24 on readline ends lines at U+2028 and U+2029 too, which texts in JSON may contain. */
async function* readLines(input) {
  let parts = [];
  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString();
      parts = [];
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
  }
}

async function invoke(args) {
  try {
    return await main(args);
  } catch (error) {
    console.error(error);
    return { error: String(error?.message ?? error) };
  }
}

function flush(stream) {
  return new Promise((resolve) => stream.write('', resolve));
}
