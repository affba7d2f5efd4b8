import { Fragment } from 'preact';
import { LIMITS } from '../src/limits.js';
import type { LimitName } from './model/settings-draft.js';
import { useStore } from './model/store.js';
import type { Workbench } from './model/workbench.js';

interface Field {
  readonly name: LimitName;
  readonly label: string;
  /** Why it is not limited. */
  readonly unlimited: string;
}

const FIELDS: readonly Field[] = [
  { name: 'timeoutMs', label: 'Milliseconds, for the init and for the run', unlimited: '' },
  {
    name: 'memoryMb',
    label: 'Memory in megabytes',
    unlimited: 'Memory is limited in a container only: start it with --image.',
  },
  {
    name: 'logsMb',
    label: 'Logs of a run in megabytes, both streams together',
    unlimited: 'Logs of a container are not limited here.',
  },
];

/** The limits and the environment of the next runs. */
export function SettingsPane({ workbench }: { readonly workbench: Workbench }) {
  const { settings } = workbench;
  const draft = useStore(settings.draft);
  if (!draft) {
    return <p>…</p>;
  }
  const { problem } = settings;
  return (
    <form
      class="settings"
      // What is wrong is said below, and in the status line.
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void workbench.run();
      }}
    >
      <label>
        <input
          type="checkbox"
          checked={draft.hasDeadline}
          onChange={({ currentTarget: { checked } }) => settings.edit({ hasDeadline: checked })}
        />{' '}
        Time limit
      </label>
      {FIELDS.map(({ name, label, unlimited }) => (
        <Fragment key={name}>
          <label>
            {label}
            <input
              type="number"
              min={LIMITS[name].min}
              max={LIMITS[name].max}
              disabled={draft.limits[name] === undefined || (name === 'timeoutMs' && !draft.hasDeadline)}
              value={draft.limits[name] ?? ''}
              onInput={({ currentTarget: { value } }) =>
                settings.edit({ limits: { ...draft.limits, [name]: value.trim() } })
              }
            />
          </label>
          {draft.limits[name] === undefined && <p class="note">{unlimited}</p>}
        </Fragment>
      ))}
      <label>
        Environment, a line for each variable: NAME=VALUE
        <textarea
          rows={5}
          spellcheck={false}
          value={draft.variables}
          onInput={({ currentTarget: { value } }) => settings.edit({ variables: value })}
        />
      </label>
      {problem !== undefined && (
        <p class="note" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" disabled={problem !== undefined}>
        Apply and run
      </button>
    </form>
  );
}
