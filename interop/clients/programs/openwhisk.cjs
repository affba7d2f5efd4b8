/** npm's openwhisk: creates an action and invokes it. Arguments: the package's folder, the API, the case. */
const { createRequire } = require('node:module');
const fs = require('node:fs');

const [folder, apihost, name, archive] = process.argv.slice(2);
const client = createRequire(`${folder}/`)('openwhisk')({ apihost, api_key: 'user:password', namespace: 'guest' });
const source = 'def main(args):\n    return {"hello": args.get("name")}\n';
const python = { name: 'hello', kind: 'python:3' };

const CASES = {
  text: { ...python, action: source },
  zip: { ...python, action: fs.readFileSync(archive) },
  buffer: { ...python, action: Buffer.from(source) },
  options: {
    ...python,
    action: source.replace('main', 'entry'),
    main: 'entry',
    annotations: { 'web-export': true },
    params: { name: 'default' },
    limits: { timeout: 1000 },
  },
  exec: { name: 'hello', action: source.replace('main', 'entry'), exec: { kind: 'python:3', main: 'entry' } },
  short: { name: 'hello', action: 'exit', exec: { kind: 'blackbox', image: 'native' } },
  failing: { ...python, action: 'def main(args):\n    return {"error": "no such user"}\n' },
};

(async () => {
  await client.actions.update(CASES[name]);
  const result = await client.actions.invoke({
    name: 'hello',
    blocking: true,
    result: true,
    params: { name: 'James' },
  });
  console.log(`resolves: ${JSON.stringify(result)}`);
})().catch((error) => console.log(`rejects: ${error.message}`));
