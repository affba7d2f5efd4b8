/** Reads the entries of a tar archive of the format ustar. */
export function readTar(bytes) {
  const entries = [];
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const text = (from, length) =>
      bytes
        .subarray(at + from, at + from + length)
        .toString()
        .replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    const type = text(156, 1);
    const data = type === '2' ? Buffer.from(text(157, 100)) : Buffer.from(bytes.subarray(at + 512, at + 512 + size));
    const kinds = { 5: 'folder', 2: 'link' };
    entries.push({
      name: text(0, 100).replace(/\/$/, ''),
      type: kinds[type] ?? 'file',
      data,
      mode: Number.parseInt(text(100, 8), 8) | 0o100000,
    });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}
