import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { startWorkbench, type Workbench } from '../../src/index.js';
import { type Answer, ask } from './client.js';
import { RecordedSession } from './recorded-session.js';

type Event = readonly [name: string, data: Record<string, unknown>];

/** A page of an action in a folder, beside which there is a file. */
export interface ServedAction {
  readonly folder: string;
  readonly action: string;
  readonly session: RecordedSession;
  readonly workbench: Workbench;
  readonly token: string;
  readonly authorized: Readonly<Record<string, string>>;
  /** The path of a file of the action. */
  file(name: string): string;
  /** Sends a request with the token. */
  api(method: string, target: string, body?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Reads events until one is the last. */
  readEvents(last: string): Promise<Event[]>;
}

/** Serves an action for each test of a file. */
export function serveAction(): ServedAction {
  let folder: string;
  let session: RecordedSession;
  let workbench: Workbench;
  const action = () => path.join(folder, 'action');
  const file = (name: string) => path.join(action(), name);
  const token = () => new URL(workbench.url).searchParams.get('token') ?? '';
  const authorized = () => ({ Authorization: `Bearer ${token()}` });

  beforeEach(async () => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'workbench-')));
    fs.mkdirSync(file('lib'), { recursive: true });
    fs.writeFileSync(file('main.py'), 'def main(args):\n    return args\n');
    fs.writeFileSync(file('lib/helper.py'), 'x = 1\n');
    fs.writeFileSync(file('secret.key'), 'secret');
    fs.writeFileSync(path.join(folder, 'outside.txt'), 'outside');
    session = new RecordedSession();
    workbench = await startWorkbench({ path: action(), session, ignores: (each) => each.endsWith('.key') });
  });
  afterEach(async () => {
    await workbench.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  return {
    get folder() {
      return folder;
    },
    get action() {
      return action();
    },
    get session() {
      return session;
    },
    get workbench() {
      return workbench;
    },
    get token() {
      return token();
    },
    get authorized() {
      return authorized();
    },
    file,
    api: (method, target, body = '', headers = {}) =>
      ask(workbench.url, `/api/${target}`, { method, body, headers: { ...authorized(), ...headers } }),
    readEvents: (last) => readEvents(workbench.url, authorized(), last),
  };
}

/** Reads events until one is the last. */
async function readEvents(url: string, headers: Record<string, string>, last: string): Promise<Event[]> {
  const response = await fetch(new URL('/api/events', url), { headers });
  const events: Event[] = [];
  let text = '';
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(part).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      events.push([name, JSON.parse(data) as Record<string, unknown>]);
      if (name === last) return events;
    }
  }
  throw new Error(`no event ${last} in ${JSON.stringify(events)}`);
}
