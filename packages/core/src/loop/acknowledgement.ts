import { createReadStream } from 'node:fs';

const VARIABLE = '__OW_WAIT_FOR_ACK';

/** Whether a program's file contains the name of the variable that asks for an acknowledgement. */
export async function mentionsAcknowledgement(path: string): Promise<boolean> {
  let edge = Buffer.alloc(0);
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    if (Buffer.concat([edge, bytes]).includes(VARIABLE)) {
      return true;
    }
    edge = Buffer.from(bytes.subarray(-VARIABLE.length));
  }
  return false;
}

/** Whether a line says that a process is ready: `{"ok":true}`. */
export function isAcknowledgement(line: Buffer): boolean {
  try {
    return (JSON.parse(line.toString()) as { ok?: unknown } | null)?.ok === true;
  } catch {
    return false;
  }
}
