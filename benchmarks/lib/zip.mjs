import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const UNIX = 3;
const DEFLATED = 8;
/** 1 January 1980. */
const DATE = 0x21;
const REGULAR_FILE = 0o100644;

/** A zip of files: deflated, or stored where that is smaller. @param files pairs of name and content */
export function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of files) {
    const deflated = deflateRawSync(content, { level: 1 });
    const isSmaller = deflated.length < content.length;
    const data = isSmaller ? deflated : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(VERSION, 0);
    fields.writeUInt16LE(isSmaller ? DEFLATED : 0, 4);
    fields.writeUInt16LE(DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([uint32(LOCAL), fields, Buffer.from(name), data]);
    directory.push(uint32(CENTRAL), Buffer.of(VERSION, UNIX), fields, rest(offset), Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** The fields that only the central directory has. */
function rest(offset) {
  const bytes = Buffer.alloc(14);
  bytes.writeUInt32LE((REGULAR_FILE << 16) >>> 0, 6);
  bytes.writeUInt32LE(offset, 10);
  return bytes;
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
