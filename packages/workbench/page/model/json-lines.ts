/** The lines of a formatted JSON text as a tree: a node is the line that begins it. */
export interface JsonLines {
  readonly lines: readonly string[];
  /** Of a line that opens an object or array, the line that closes it; else 0. */
  readonly ends: Int32Array;
  readonly depths: Uint32Array;
  /** Of a line that opens an object or array, how many members or elements it has. */
  readonly counts: Int32Array;
  /** The line that opens what a line is in; -1 at the top. */
  readonly parents: Int32Array;
  /** The place of a line in its object or array, from 1. */
  readonly positions: Int32Array;
}

/** Reads the structure of a formatted JSON text, whose numbers keep their digits. */
export function parseLines(text: string): JsonLines {
  const lines = text.split('\n');
  const ends = new Int32Array(lines.length);
  const depths = new Uint32Array(lines.length);
  const counts = new Int32Array(lines.length);
  const parents = new Int32Array(lines.length).fill(-1);
  const positions = new Int32Array(lines.length).fill(1);
  const open: number[] = [];
  lines.forEach((line, index) => {
    const first = line.trimStart()[0];
    if (first === '}' || first === ']') {
      const opener = open.pop();
      if (opener !== undefined) {
        ends[opener] = index;
      }
    } else {
      const parent = open.at(-1);
      if (parent !== undefined) {
        counts[parent] = (counts[parent] ?? 0) + 1;
        parents[index] = parent;
        positions[index] = counts[parent] ?? 1;
      }
    }
    depths[index] = open.length;
    if (line.endsWith('{') || line.endsWith('[')) {
      open.push(index);
    }
  });
  return { lines, ends, depths, counts, parents, positions };
}

/** The lines that a tree shows: closing ones are left out, and what is in a node that is closed. */
export function listVisible({ lines, ends }: JsonLines, isOpen: (line: number) => boolean): Int32Array {
  const visible = new Int32Array(lines.length);
  let count = 0;
  for (let index = 0; index < lines.length; index++) {
    const first = lines[index]?.trimStart()[0];
    if (first === '}' || first === ']') {
      continue;
    }
    visible[count++] = index;
    const end = ends[index] ?? 0;
    if (end > 0 && !isOpen(index)) {
      index = end;
    }
  }
  return visible.slice(0, count);
}
