import type { Settings, WorkbenchSession } from '../../src/session.js';

/** A session that runs nothing, and notes what it is asked. */
export class RecordedSession implements WorkbenchSession {
  parameters = '{"name":"James"}';
  settings: Settings = { timeoutMs: 60_000, hasDeadline: true, memoryMb: null, logsMb: 10, env: {} };
  readonly calls: string[] = [];
  readonly saved = new Map<string, string>();
  readonly inputs: WorkbenchSession['inputs'] = {
    list: () => [...this.saved.keys()].sort(),
    read: (name) => {
      const text = this.saved.get(name);
      if (text === undefined) throw new Error(`there is no input "${name}".`);
      return text;
    },
    save: (name, parameters) => void this.saved.set(name, parameters),
  };

  setParameters(parameters: string): void {
    if (!parameters.startsWith('{')) throw new Error('the text must contain a JSON object.');
    this.parameters = parameters;
  }

  run(): void {
    this.calls.push('run');
  }

  stop(): void {
    this.calls.push('stop');
  }

  configure(settings: Settings): void {
    this.settings = settings;
  }

  compare(before: string, after: string): string {
    return `- ${before}\n+ ${after}`;
  }
}
