import { useMemo, useState } from 'preact/hooks';
import { useStore } from './model/store.js';
import type { Workbench } from './model/workbench.js';
import { VirtualList } from './virtual-list.js';

/** What of a line is shown: browsers lay out longer ones slowly. */
const MAX_CHARACTERS = 5_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how colours of terminals begin
const COLOURS = /\u001B\[[\d;?]*[A-Za-z]/g;

/** The logs of both streams, as they come. */
export function LogPane({ workbench }: { readonly workbench: Workbench }) {
  const logs = useStore(workbench.runs.logs);
  const [shown, setShown] = useState({ stdout: true, stderr: true });
  const isAll = shown.stdout && shown.stderr;
  const lines = useMemo(
    () => (isAll ? logs.lines : logs.lines.filter(([stream]) => shown[stream])),
    [logs, shown, isAll],
  );
  return (
    <section class="logs" aria-label="Logs">
      <div class="bar">
        <h2>Logs</h2>
        <span>{lines.length === 1 ? '1 line' : `${lines.length.toLocaleString('en')} lines`}</span>
        {(['stdout', 'stderr'] as const).map((stream) => (
          <label key={stream}>
            <input
              type="checkbox"
              checked={shown[stream]}
              onChange={({ currentTarget: { checked } }) => setShown({ ...shown, [stream]: checked })}
            />{' '}
            {stream}
          </label>
        ))}
        <button
          type="button"
          aria-label="Copy the logs"
          onClick={() => void workbench.copy('The logs', lines.map(([, text]) => text).join('\n'))}
        >
          Copy
        </button>
      </div>
      <VirtualList
        count={lines.length}
        label="Log lines"
        follows
        row={(index) => {
          const [stream, text] = lines[index] ?? ['stdout', ''];
          return (
            <div class={`line ${stream}`} key={index}>
              <span class="stream">{stream === 'stderr' ? 'err' : 'out'}</span> {shorten(text.replace(COLOURS, ''))}
            </div>
          );
        }}
      />
    </section>
  );
}

export function shorten(text: string): string {
  return text.length > MAX_CHARACTERS
    ? `${text.slice(0, MAX_CHARACTERS)} … (${(text.length - MAX_CHARACTERS).toLocaleString('en')} more characters)`
    : text;
}
