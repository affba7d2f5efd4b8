const HEADER_BYTES = 4;

/**
 * Returns the data of the first extra field with this ID; undefined if there is none. What follows a damaged field is not read: programs
 * pad the fields with bytes that are none.
 */
export function findExtraField(fields: Buffer, id: number): Buffer | undefined {
  let at = 0;
  while (at + HEADER_BYTES <= fields.length) {
    const end = at + HEADER_BYTES + fields.readUInt16LE(at + 2);
    if (end > fields.length) return undefined;
    if (fields.readUInt16LE(at) === id) return fields.subarray(at + HEADER_BYTES, end);
    at = end;
  }
  return undefined;
}
