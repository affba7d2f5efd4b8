/** A folder of a tree of files. */
export interface Folder {
  readonly name: string;
  readonly path: string;
  readonly folders: readonly Folder[];
  readonly files: readonly { readonly name: string; readonly path: string }[];
}

/** Makes a tree of the names of files, in their order. */
export function buildTree(names: readonly string[], prefix = '', name = ''): Folder {
  const files: { name: string; path: string }[] = [];
  const below = new Map<string, string[]>();
  for (const path of names) {
    const rest = path.slice(prefix.length);
    const at = rest.indexOf('/');
    if (at < 0) {
      files.push({ name: rest, path });
      continue;
    }
    const folder = rest.slice(0, at);
    const others = below.get(folder);
    if (others) {
      others.push(path);
    } else {
      below.set(folder, [path]);
    }
  }
  const folders = Array.from(below, ([each, paths]) => buildTree(paths, `${prefix}${each}/`, each));
  return { name, path: prefix, folders, files };
}
