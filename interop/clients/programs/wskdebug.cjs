/**
 * wskdebug's invoker, with a runtime that already listens in place of the container that it starts. Arguments: the package's folder, the
 * API, the URL of the runtime.
 */
const { createRequire } = require('node:module');

const [folder, apihost, url] = process.argv.slice(2);
const load = createRequire(`${folder}/`);
const Invoker = load('@openwhisk/wskdebug/src/invoker');
const options = { apihost, api_key: 'user:password', namespace: 'guest' };
const client = createRequire(load.resolve('@openwhisk/wskdebug/index.js'))('openwhisk')(options);

(async () => {
  const action = await client.actions.get('hello');
  const invoker = new Invoker('hello', action, {}, options, client);
  invoker.containerURL = url;
  await invoker.init(action);
  console.log(`resolves: ${JSON.stringify(await invoker.run({ name: 'James' }, 'a'.repeat(32)))}`);
})().catch((error) => console.log(`rejects: ${error.message.trim().split(/\n+/).join(' ')}`));
