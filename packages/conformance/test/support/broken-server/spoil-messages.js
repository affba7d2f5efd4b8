import { isObject, RequestError } from './messages.js';

const KNOWN = ['name', 'main', 'code', 'binary', 'env', 'annotations'];

/** Faults in what the message of an init may be. @throws an error of the init */
export function spoilInit(message, is) {
  const value = message.value ?? {};
  const refuse = (fault, wrong) => {
    if (is(fault) && wrong) throw new Error(`The init is refused: ${fault}.`);
  };
  refuse('refuses-code', typeof value.code === 'string');
  refuse(
    'context-in-environment-refused',
    Object.keys(value.env ?? {}).some((name) => name.startsWith('__OW_')),
  );
  refuse('null-environment-refused', value.env === null);
  refuse('name-required', typeof value.code === 'string' && value.name === undefined);
  refuse('null-main-refused', value.main === null);
  refuse('empty-main-refused', value.main === '');
  refuse('empty-init-refused', value.code === undefined);
  refuse('null-code-refused', value.code === null);
  refuse(
    'unknown-fields-refused',
    Object.keys(message).some((name) => name !== 'value'),
  );
  refuse(
    'unknown-fields-refused',
    Object.keys(value).some((name) => !KNOWN.slice(0, -1).includes(name)),
  );
}

/** Faults in what the bodies of requests may be. @returns the body */
export function spoilBody(body, request, is) {
  if (is('empty-body-refused') && body.length === 0) throw new RequestError(400, 'The body is empty.');
  if (is('content-type-required') && !/json/.test(request.headers['content-type'] ?? '')) {
    throw new RequestError(415, 'The body must be JSON.');
  }
  if (is('shallow-parser') && body.toString().includes('{"a":'.repeat(100))) throw new RequestError(400, 'Too deep.');
  if (is('value-of-any-type') && request.url === '/init') return withValue(body, (value) => isObject(value), {});
  if (is('number-as-value') && request.url === '/run') return withValue(body, (value) => typeof value !== 'number', {});
  if (is('malformed-json-is-empty') && parse(body) === undefined) return Buffer.from('{}');
  return body;
}

/** Replaces a value that does not fit. */
function withValue(body, fits, other) {
  const message = parse(body);
  if (!isObject(message) || message.value === undefined || fits(message.value)) return body;
  return Buffer.from(JSON.stringify({ ...message, value: other }));
}

/** @returns undefined if it is not JSON */
export function parse(body) {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    return undefined; // not JSON
  }
}

/** Faults in what a run hands on. @returns the parameters */
export function spoilParameters(parameters, { text, message, value }, is) {
  if (is('empty-parameters-get-a-default') && message.value !== undefined && parameters === '{}') return '{"a":1}';
  if (is('value-required') && message.value === undefined) throw new RequestError(404, 'There is no value.');
  if (is('array-refused') && Array.isArray(value)) throw new RequestError(404, 'The value is an array.');
  if (is('drops-escapes')) return parameters.replaceAll('\\u0000', '');
  if (is('merges-parameters') && text.includes('__proto__')) return JSON.stringify(Object.assign({}, value));
  if (is('line-breaks-kept') && text.includes('\n')) return JSON.stringify(value, null, 1);
  if (is('prints-parsed-parameters')) return JSON.stringify(value);
  return parameters;
}

/** Faults in how a context is treated. @throws RequestError */
export function spoilContext(context, is) {
  const { deadline } = context;
  if (is('past-deadline-fails') && Number(deadline) < Date.now()) throw new RequestError(502, 'It is too late.');
  if (is('number-fails') && Object.values(context).some((field) => typeof field === 'number')) {
    throw new RequestError(500, 'A variable must be a text.');
  }
  const names = Object.keys(context);
  if (is('impossible-names-fail') && names.some((name) => name === '' || /[=\0]/.test(name))) {
    throw new RequestError(500, 'A variable must have a name.');
  }
  const texts = Object.values(context).map(String);
  if (is('impossible-values-fail') && texts.some((field) => field.includes('\0'))) {
    throw new RequestError(500, 'A variable must not have a NUL.');
  }
  if (is('long-values-fail') && texts.some((field) => field.length > 131_000)) {
    throw new RequestError(500, 'A variable is too long.');
  }
}

/** Faults in the fields that become variables. @returns the fields */
export function spoilFields(fields, is) {
  const KNOWN_FIELDS = ['namespace', 'action_name', 'action_version', 'activation_id', 'transaction_id', 'deadline'];
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => !is(`without-${name.replaceAll('_', '-')}`))
      .filter(([, field]) => !is('numbers-left-out') || typeof field !== 'number')
      .filter(([name]) => !is('known-fields-only') || [...KNOWN_FIELDS, 'api_host', 'api_key'].includes(name))
      .map(([name, field]) => [name, is('objects-as-text') && isObject(field) ? String(field) : field]),
  );
}

/** Faults in the env of an init. @returns names and texts */
export function spoilInitEnvironment(env, is) {
  if (is('init-environment-ignored')) return {};
  return Object.fromEntries(
    Object.entries(env ?? {})
      .filter(([, value]) => !is('init-environment-texts-only') || typeof value === 'string')
      .filter(([, value]) => !is('empty-values-left-out') || value !== '')
      .map(([name, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return [name, is('cuts-values') ? text.split('=')[0] : text];
      }),
  );
}
