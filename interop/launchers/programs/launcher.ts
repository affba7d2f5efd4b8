// Never acknowledges. The message of an error is an application error.
type Value = Record<string, unknown>;

function main(value: Value): unknown {
  if (value.do === 'echo') return { integer: value.integer, float: value.float, empty: value.empty };
  if (value.do === 'null') return null;
  if (value.do === 'list') return [1, 2];
  if (value.do === 'nan') return { number: Number.NaN };
  if (value.do === 'throw') throw new Error('a "quoted" message');
  if (value.do === 'exit') Deno.exit(0);
  return {};
}

const results = await Deno.open('/dev/fd/3', { write: true });
let rest = '';
for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + text).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    let result: unknown;
    try {
      result = main(JSON.parse(line).value);
    } catch (error) {
      result = { error: (error as Error).message };
    }
    await results.write(new TextEncoder().encode(`${JSON.stringify(result)}\n`));
  }
}
