import type { ActionRunner } from '@actionrunner/core';
import { BashRunner, PythonRunner } from '@actionrunner/runners';
import { temporaryDirectory } from '../../../../test/support/clean-up.js';
import { buildZip } from '../../../../test/support/zip-builder.js';
import type { Answer } from '../support/connection.js';
import { enter, startEntry } from '../support/entry.js';

/** The actions of the table in another language. */
interface Language {
  readonly name: string;
  readonly runner: () => ActionRunner;
  /** The file of a zip that holds the code. */
  readonly file: string;
  readonly helloWorld: string;
  readonly helloWorldWithParams: string;
  readonly webAction: string;
  readonly raw: string;
  /** `helloWorld` as a function named hello. */
  readonly notMain: string;
}

/** The `init` of a request, which a dedicated container has in its environment. */
interface Init {
  readonly code: string;
  readonly main?: string;
  readonly binary?: boolean;
  readonly raw?: boolean;
}

const LANGUAGES: readonly Language[] = [
  {
    name: 'bash',
    runner: () => new BashRunner({ directory: temporaryDirectory() }),
    file: 'exec',
    helloWorld: `echo '{"payload":"Hello World!"}'`,
    helloWorldWithParams: `jq -c '{payload: "Hello \\(.name) from \\(.place)!"}' <<< "$1"`,
    webAction: [
      `name=$(jq -r '.name // empty' <<< "$1")`,
      `message=\${name:+hello $name}`,
      `jq -nc --arg m "\${message:-you did not tell me who you are.}" '{body: "<html><body><h3>\\($m)</h3></body></html>"}'`,
    ].join('\n'),
    raw: `jq -c '{response: .}' <<< "$1"`,
    notMain: `hello() { echo '{"payload":"Hello World!"}'; }`,
  },
  {
    name: 'python',
    runner: () => new PythonRunner({ directory: temporaryDirectory() }),
    file: '__main__.py',
    helloWorld: 'def main(args):\n  return {"payload": "Hello World!"}\n',
    helloWorldWithParams: 'def main(args):\n  return {"payload": f"Hello {args[\'name\']} from {args[\'place\']}!"}\n',
    webAction: [
      'def main(args):',
      '  name = args.get("name")',
      '  message = f"hello {name}" if name else "you did not tell me who you are."',
      '  return {"body": f"<html><body><h3>{message}</h3></body></html>"}',
      '',
    ].join('\n'),
    raw: 'def main(args):\n  return {"response": args}\n',
    notMain: 'def hello(args):\n  return {"payload": "Hello World!"}\n',
  },
];

/** Sends an init and a run with this body, and returns the answer of the run. */
type Form = (runner: ActionRunner, init: Init, body: Record<string, unknown>) => Promise<Answer>;

const OK = { status: 200, json: { ok: true } };

const FORMS: readonly (readonly [string, Form])[] = [
  [
    'init, then a run by its activation',
    async (runner, init, body) => {
      const { url } = await startEntry(runner);
      expect(await enter(url, { init })).toMatchObject(OK);
      return await enter(url, { activation: { action_name: 'hello' }, ...body });
    },
  ],
  [
    'init, then a run by its value alone',
    async (runner, init, body) => {
      const { url } = await startEntry(runner);
      expect(await enter(url, { init })).toMatchObject(OK);
      return await enter(url, body);
    },
  ],
  [
    'init and run in one request',
    async (runner, init, body) => {
      const { url } = await startEntry(runner);
      return await enter(url, { init, activation: { action_name: 'hello' }, ...body });
    },
  ],
  [
    'a dedicated container',
    async (runner, { code, main = '', binary = false, raw = false }, body) => {
      const { url } = await startEntry(runner, {
        __OW_ACTION_CODE: code,
        __OW_ACTION_MAIN: main,
        __OW_ACTION_BINARY: String(binary),
        __OW_ACTION_RAW: String(raw),
      });
      return await enter(url, body);
    },
  ],
];

const JOE = { value: { name: 'Joe', place: 'TX' } };

describe.each(LANGUAGES)('the example cases of the contract in $name', (language) => {
  const { runner, file } = language;
  const zipped = (data: string) => buildZip([{ name: file, data, mode: 0o755 }]).toString('base64');

  describe.each(FORMS)('%s', (_form, answerOf) => {
    const expectJson = async (init: Init, expected: unknown) => {
      const answer = await answerOf(runner(), init, JOE);
      expect(answer).toMatchObject({ status: 200, json: expected, headers: { 'content-type': 'application/json' } });
    };
    const expectPage = async (body: Record<string, unknown>, message: string) => {
      const { status, headers, body: page } = await answerOf(runner(), { code: language.webAction }, body);
      expect(status).toBe(200);
      expect(headers['content-type']).toMatch(/^text\/html\b/);
      expect(page.toString()).toBe(`<html><body><h3>${message}</h3></body></html>`);
    };

    test('Hello World', () => expectJson({ code: language.helloWorld }, { payload: 'Hello World!' }));

    test('Hello World With Params', () =>
      expectJson({ code: language.helloWorldWithParams }, { payload: 'Hello Joe from TX!' }));

    test('Web Action Hello World (With Input)', () => expectPage({ value: { name: 'Joe' } }, 'hello Joe'));

    test('Web Action Hello World (Without Input)', () => expectPage({}, 'you did not tell me who you are.'));

    test('Web Action Raw', async () => {
      const answer = await answerOf(runner(), { code: language.raw, raw: true }, { value: { name: 'Joe' } });

      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
      expect(answer.json).toEqual({
        response: {
          __ow_body: 'eyJuYW1lIjoiSm9lIn0=',
          __ow_query: {},
          __ow_user: '',
          __ow_method: 'POST',
          __ow_headers: { host: 'action', 'content-length': expect.any(String) },
          __ow_path: '',
        },
      });
    });

    test('deploy a zip based script', () =>
      expectJson({ code: zipped(language.helloWorld), binary: true }, { payload: 'Hello World!' }));

    test('accept a src not-main action', () =>
      expectJson({ code: language.notMain, main: 'hello' }, { payload: 'Hello World!' }));

    test('accept a zipped src not-main action', () =>
      expectJson({ code: zipped(language.notMain), binary: true, main: 'hello' }, { payload: 'Hello World!' }));
  });

  // The contract has 403 and 500 here, as the Node.js runtime answers.
  test('run sample with init that does nothing', async () => {
    const { url } = await startEntry(runner());
    expect(await enter(url, { init: {} })).toMatchObject({
      status: 502,
      json: { error: 'The action failed to generate or locate a binary. See logs for details.' },
    });
    expect(await enter(url, { activation: {}, value: {} })).toMatchObject({
      status: 502,
      json: { error: 'The action cannot run: its initialization failed.' },
    });
  });
});

test('__OW_ACTION_RAW=true makes the action of a stem cell raw, too', async () => {
  const [bash] = LANGUAGES as [Language];
  const { url } = await startEntry(bash.runner(), { __OW_ACTION_RAW: 'true' });

  const { json } = await enter(url, { init: { code: bash.raw }, activation: {}, value: { name: 'Joe' } });

  expect(json).toMatchObject({ response: { __ow_body: 'eyJuYW1lIjoiSm9lIn0=' } });
});
