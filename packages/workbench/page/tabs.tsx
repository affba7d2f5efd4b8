import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';

interface Props {
  readonly tabs: Readonly<Record<string, () => JSX.Element>>;
  readonly selected: string;
  readonly onSelect: (name: string) => void;
}

/** Tabs as of the ARIA authoring practices: arrows move, and select. */
export function Tabs({ tabs, selected, onSelect }: Props) {
  const names = Object.keys(tabs);
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const index = names.indexOf(selected);
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: (index + 1) % names.length,
      ArrowLeft: (index + names.length - 1) % names.length,
      Home: 0,
      End: names.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      onSelect(names[target] as string);
      (list.current?.children[target] as HTMLElement | undefined)?.focus();
    }
  };
  return (
    <section class="tabs">
      <div role="tablist" aria-label="Views" ref={list} onKeyDown={move} tabIndex={-1}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-controls="panel"
            aria-selected={name === selected}
            tabIndex={name === selected ? 0 : -1}
            onClick={() => onSelect(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${selected}`}>
        {tabs[selected]?.()}
      </div>
    </section>
  );
}
