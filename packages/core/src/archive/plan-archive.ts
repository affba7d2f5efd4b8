import { refuseArchive, refuseEntry } from './archive-errors.js';
import type { ArchiveLimits, CheckedRecord } from './archive-record.js';
import { quote } from './delivery-error.js';
import { type EntryKind, parseEntryKind, parseEntryPath, parseEntryTime } from './entry.js';

const MAX_TARGET_BYTES = 4095;

/** A file, directory or link to create. */
export interface PlanNode {
  readonly kind: EntryKind['kind'];
  /** Path below the target directory; empty for the directory itself. */
  readonly path: string;
  /** The directory it is in; undefined for the target directory itself. */
  readonly parent: PlanNode | undefined;
  readonly children: Map<string, PlanNode>;
  /** Permission bits; undefined if the archive gives none. */
  mode: number | undefined;
  /** When it was modified; undefined if the archive does not say. */
  time: Date | undefined;
  /** Its entry; undefined for a directory that only a path implies. */
  record: CheckedRecord | undefined;
  /** The name in the archive, for messages. */
  name: string;
}

/** Everything an archive becomes. */
export interface ArchivePlan {
  /** The target directory. */
  readonly root: PlanNode;
  /** Everything to create in it, directories before their contents. */
  readonly nodes: readonly PlanNode[];
}

/**
 * Decides what each entry becomes, or that the archive is refused. Pure: nothing is read or written.
 *
 * @param records entries that passed `checkRecord`
 * @throws RunnerError `ERR_RUNNER_ARCHIVE_REFUSED`
 */
export function planArchive(records: readonly CheckedRecord[], limits: ArchiveLimits): ArchivePlan {
  const root = makeNode('directory', '', undefined);
  const nodes: PlanNode[] = [];
  let bytes = 0;
  let implied = 0;
  for (const record of records) {
    const path = parseEntryPath(record);
    const kind = parseEntryKind(record, path);
    checkData(record, kind, path.name);
    bytes += record.uncompressedSize;
    if (bytes > limits.maxBytes) throw refuseArchive(`it unpacks to more than the ${limits.maxBytes} bytes allowed`);
    let node = root;
    for (const [index, component] of path.components.entries()) {
      const last = index === path.components.length - 1;
      if (node.kind !== 'directory') {
        throw refuseEntry(path.name, `would be below ${quote(node.path)}, which is a ${node.kind}`);
      }
      let child = node.children.get(component);
      if (child === undefined) {
        child = makeNode(last ? kind.kind : 'directory', node === root ? component : `${node.path}/${component}`, node);
        node.children.set(component, child);
        nodes.push(child);
        if (!last) implied += 1;
      } else if (last && !(kind.kind === 'directory' && child.kind === 'directory')) {
        throw refuseEntry(path.name, `occurs twice; the other is a ${child.kind}`);
      }
      node = child;
    }
    if (implied > limits.maxEntries) {
      throw refuseArchive(`its paths imply more than the ${limits.maxEntries} directories allowed`);
    }
    if (node === root) continue;
    node.mode = kind.mode;
    node.time = parseEntryTime(record);
    node.name = path.name;
    node.record = record;
  }
  return { root, nodes };
}

function checkData(record: CheckedRecord, { kind }: EntryKind, name: string): void {
  if (kind === 'directory' && record.uncompressedSize > 0) throw refuseEntry(name, 'is a directory that contains data');
  if (kind === 'link' && record.uncompressedSize > MAX_TARGET_BYTES) {
    throw refuseEntry(name, `is a link to a path longer than ${MAX_TARGET_BYTES} bytes`);
  }
}

function makeNode(kind: PlanNode['kind'], path: string, parent: PlanNode | undefined): PlanNode {
  return { kind, path, parent, children: new Map(), mode: undefined, time: undefined, record: undefined, name: path };
}
