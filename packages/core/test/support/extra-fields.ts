/** An extra field of a zip. */
export function extraField(id: number, ...parts: readonly Buffer[]): Buffer {
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** The field with the time of modification, in seconds since 1970. */
export function extendedTimestamp(seconds: number): Buffer {
  const data = Buffer.alloc(5);
  data.writeUInt8(1, 0);
  data.writeInt32LE(seconds, 1);
  return extraField(0x5455, data);
}
