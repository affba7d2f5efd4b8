import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { usePrinting } from './printing.js';

/** As in the style sheet. */
export const ROW_HEIGHT = 20;

/** Rows beyond both ends of what is seen, so that scrolling shows no gaps. */
const MARGIN = 20;

/** Rows that are printed. */
const PRINTED_ROWS = 1_000;

/** What browsers can lay out. */
const MAX_ROWS = 1_500_000;

interface Props {
  readonly count: number;
  readonly label: string;
  readonly role?: 'region' | 'tree';
  readonly row: (index: number) => ComponentChildren;
  /** Stays at the end while rows are added, if it is there. */
  readonly follows?: boolean;
  readonly attributes?: JSX.HTMLAttributes<HTMLDivElement>;
  /** The row that must be seen. */
  readonly active?: number | undefined;
}

/** A list of rows of one height, of which only those are made that are seen. */
export function VirtualList({
  count: all,
  label,
  role = 'region',
  row,
  follows = false,
  attributes = {},
  active,
}: Props) {
  const count = Math.min(all, MAX_ROWS);
  const element = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [view, setView] = useState({ top: 0, height: 0 });
  const isPrinted = usePrinting();
  useMeasures(element, setView);
  useLayoutEffect(() => {
    const { current } = element;
    if (current && follows && isAtEnd.current) {
      current.scrollTop = current.scrollHeight;
    }
  }, [count, follows, view.height]);
  useLayoutEffect(() => {
    const { current } = element;
    if (current && active !== undefined) {
      const top = active * ROW_HEIGHT;
      if (top < current.scrollTop) {
        current.scrollTop = top;
      } else if (top + ROW_HEIGHT > current.scrollTop + current.clientHeight) {
        current.scrollTop = top + ROW_HEIGHT - current.clientHeight;
      }
    }
  }, [active]);
  const first = isPrinted ? 0 : Math.max(0, Math.floor(view.top / ROW_HEIGHT) - MARGIN);
  const end = isPrinted ? PRINTED_ROWS : Math.ceil((view.top + view.height) / ROW_HEIGHT) + MARGIN;
  const last = Math.min(count, end);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) => row(first + index));
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have a label
    <div
      // What scrolls must be reached with keys.
      tabIndex={0}
      role={role}
      {...attributes}
      class="lines"
      aria-label={label}
      ref={element}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - ROW_HEIGHT;
        setView({ top: scrollTop, height: clientHeight });
      }}
    >
      <div role="presentation" class="all-lines" style={{ height: isPrinted ? 'auto' : `${count * ROW_HEIGHT}px` }}>
        <div role="presentation" class="seen-lines" style={{ transform: `translateY(${first * ROW_HEIGHT}px)` }}>
          {rows}
          {isPrinted && last < count && <div class="line">… and {(count - last).toLocaleString('en')} more lines</div>}
        </div>
      </div>
    </div>
  );
}

function useMeasures(
  element: RefObject<HTMLDivElement>,
  setView: (view: { readonly top: number; readonly height: number }) => void,
): void {
  useEffect(() => {
    const { current } = element;
    if (!current) {
      return;
    }
    const measure = () => setView({ top: current.scrollTop, height: current.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    measure();
    return () => observer.disconnect();
  }, [element, setView]);
}
