/** Adobe's aio-lib-runtime: deploys a manifest and invokes its action. Arguments: the package's folder, the API, the case. */
const { createRequire } = require('node:module');
const fs = require('node:fs');

const [folder, apihost, name, archive] = process.argv.slice(2);
const runtime = createRequire(`${folder}/`)('@adobe/aio-lib-runtime');
const source = 'def main(args):\n    return {"hello": args.get("name")}\n';
const docker = 'example/python';
const write = (text) => {
  fs.writeFileSync('action.py', text);
  return 'action.py';
};

const CASES = {
  kind: () => ({ function: write(source), runtime: 'python:3' }),
  zip: () => ({ function: archive, docker }),
  web: () => ({ function: write(source), docker, web: true, inputs: { name: 'default' }, limits: { timeout: 1000 } }),
  failing: () => ({ function: write('def main(args):\n    return {"error": "no such user"}\n'), docker }),
};

(async () => {
  const options = { apihost, api_key: 'user:password', namespace: 'guest', apiversion: 'v1' };
  const client = await runtime.init(options);
  const manifest = { tools: { actions: { hello: CASES[name]() } } };
  const entities = runtime.utils.processPackage(manifest, {}, {}, {}, false, options);
  await runtime.utils.deployPackage(entities, client, () => undefined);
  const params = { name: 'James' };
  const result = await client.actions.invoke({ name: 'tools/hello', blocking: true, result: true, params });
  console.log(`resolves: ${JSON.stringify(result)}`);
})().catch((error) => console.log(`rejects: ${error.message.split('\n').join(' ')}`));
