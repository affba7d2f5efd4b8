import { LIMITS } from '../../src/limits.js';
import type { Settings } from '../../src/session.js';
import { call } from './api.js';
import { Store } from './store.js';

/** The limits that the page edits. */
export type LimitName = keyof typeof LIMITS;

/** The settings as they are typed. */
export interface Draft {
  readonly hasDeadline: boolean;
  /** What is in the fields; undefined where nothing limits it. */
  readonly limits: Readonly<Record<LimitName, string | undefined>>;
  /** A line for each variable: `NAME=VALUE`. */
  readonly variables: string;
}

/** The settings of the next run, as they are edited. */
export class SettingsDraft {
  readonly draft = new Store<Draft | undefined>(undefined);
  /** What the server has, as it would be typed. */
  #known = '';

  get isChanged(): boolean {
    return this.draft.value !== undefined && JSON.stringify(this.draft.value) !== this.#known;
  }

  /** What is wrong with it; undefined: nothing. */
  get problem(): string | undefined {
    return this.draft.value && findProblem(this.draft.value);
  }

  edit(changes: Partial<Draft>): void {
    if (this.draft.value) {
      this.draft.set({ ...this.draft.value, ...changes });
    }
  }

  /** Sends them, if they are others than those of the server. @throws Error that says what is wrong with them */
  async send(): Promise<void> {
    const { draft, problem } = this;
    if (!draft.value || !this.isChanged) {
      return;
    }
    if (problem !== undefined) {
      throw new Error(`Settings: ${problem}`);
    }
    const sent = draft.value;
    await call('PUT', 'settings', { body: JSON.stringify(toSettings(sent)) });
    this.#known = JSON.stringify(sent);
  }

  /** Shows those of the server, unless they are edited here. */
  notice(settings: Settings): void {
    const draft = toDraft(settings);
    const isEdited = this.isChanged;
    this.#known = JSON.stringify(draft);
    if (!isEdited) {
      this.draft.set(draft);
    }
  }
}

function toDraft({ hasDeadline, env, ...limits }: Settings): Draft {
  const textOf = (name: LimitName) => limits[name]?.toString();
  return {
    hasDeadline,
    limits: { timeoutMs: textOf('timeoutMs'), memoryMb: textOf('memoryMb'), logsMb: textOf('logsMb') },
    variables: Object.entries(env)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  };
}

function toSettings({ hasDeadline, limits, variables }: Draft): Settings {
  const numberOf = (name: LimitName) => (limits[name] === undefined ? null : Number(limits[name]));
  return {
    hasDeadline,
    timeoutMs: Number(limits.timeoutMs),
    memoryMb: numberOf('memoryMb'),
    logsMb: numberOf('logsMb'),
    env: Object.fromEntries(
      linesOf(variables).map((line) => {
        const at = line.indexOf('=');
        return [line.slice(0, at).trim(), line.slice(at + 1)];
      }),
    ),
  };
}

function findProblem({ limits, variables }: Draft): string | undefined {
  for (const [name, { label, min, max }] of Object.entries(LIMITS)) {
    const text = limits[name as LimitName];
    if (text !== undefined && !(/^\d+$/.test(text) && Number(text) >= min && Number(text) <= max)) {
      return `${label} must be a whole number from ${min} to ${max}.`;
    }
  }
  const wrong = linesOf(variables).find((line) => line.indexOf('=') < 1);
  return wrong && `“${wrong}” is not NAME=VALUE.`;
}

function linesOf(variables: string): readonly string[] {
  return variables.split('\n').filter((line) => line.trim() !== '');
}
