import { useEffect, useState } from 'preact/hooks';
import { useStore } from './model/store.js';
import type { Workbench } from './model/workbench.js';

/** The limits and the environment of the next runs. */
export function SettingsPane({ workbench }: { readonly workbench: Workbench }) {
  const { settings } = useStore(workbench.shared);
  const [draft, setDraft] = useState(settings);
  const [variables, setVariables] = useState('');
  useEffect(() => {
    setDraft(settings);
    setVariables(formatVariables(settings?.env ?? {}));
  }, [settings]);
  if (!draft) {
    return <p>…</p>;
  }
  const wrong = variables.split('\n').find((line) => line.trim() !== '' && line.indexOf('=') < 1);
  return (
    <form
      class="settings"
      onSubmit={(event) => {
        event.preventDefault();
        void workbench.configure({ ...draft, env: parseVariables(variables) });
      }}
    >
      <label>
        <input
          type="checkbox"
          checked={draft.hasDeadline}
          onChange={({ currentTarget: { checked } }) => setDraft({ ...draft, hasDeadline: checked })}
        />{' '}
        Time limit
      </label>
      <label>
        Milliseconds, for the init and for the run
        <input
          type="number"
          min={1}
          required
          disabled={!draft.hasDeadline}
          value={draft.timeoutMs}
          onInput={({ currentTarget }) => setDraft({ ...draft, timeoutMs: currentTarget.valueAsNumber })}
        />
      </label>
      <label>
        Memory in megabytes
        <input
          type="number"
          min={4}
          disabled={draft.memoryMb === null}
          value={draft.memoryMb ?? ''}
          onInput={({ currentTarget }) => setDraft({ ...draft, memoryMb: currentTarget.valueAsNumber })}
        />
      </label>
      {draft.memoryMb === null && <p class="note">Memory is limited in a container only: start it with --image.</p>}
      <label>
        Environment, a line for each variable: NAME=VALUE
        <textarea
          rows={5}
          spellcheck={false}
          value={variables}
          aria-invalid={wrong !== undefined}
          onInput={({ currentTarget }) => setVariables(currentTarget.value)}
        />
      </label>
      {wrong !== undefined && <p class="note">“{wrong}” is not NAME=VALUE.</p>}
      <button type="submit" disabled={wrong !== undefined}>
        Apply and run
      </button>
    </form>
  );
}

function formatVariables(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

function parseVariables(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at).trim(), line.slice(at + 1)];
    }),
  );
}
