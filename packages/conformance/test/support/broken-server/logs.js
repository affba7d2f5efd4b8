const SENTINEL = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX';
const HARMLESS = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXx';
const LIMIT = 10 * 1024 * 1024;
const SMALL_LIMIT = 1024 * 1024;
const NEWLINE = Buffer.from('\n');

/** The logs of the runtime: what actions write, and the frames. */
export function createLogs({ stdout, stderr, is }) {
  const writers = { stdout, stderr };
  let frames = 0;

  /** The logs of one activation. With `hold` they are written at its end in one piece. */
  function open({ hold: isHeld = false } = {}) {
    const hold = isHeld || is('logs-at-end');
    let left = is('small-log-limit') ? SMALL_LIMIT : LIMIT;
    let truncated = false;
    const held = { stdout: [], stderr: [] };
    const write = (stream, bytes) => (hold ? held[stream].push(bytes) : writers[stream](bytes));

    return {
      /** A whole line of the action, without its newline. */
      line(stream, line) {
        if (is(`${stream}-hidden`)) return;
        const isForged = line.includes(SENTINEL) && !is('sentinel-passes');
        const text = isForged ? Buffer.from(line.toString('latin1').replaceAll(SENTINEL, HARMLESS), 'latin1') : line;
        const isWhole = !(is('line-not-completed') && line.toString() === 'half a line');
        const bytes = Buffer.concat([spoilLine(text, is), ...(isWhole ? [NEWLINE] : [])]);
        if (bytes.length > left && !is('no-log-limit')) truncated = true;
        else if (is('lines-change-places') && line.toString() === 'line 3') setImmediate(() => write(stream, bytes));
        else write(stream, bytes);
        if (is('streams-doubled')) write(stream === 'stdout' ? 'stderr' : 'stdout', bytes);
        left -= bytes.length;
      },
      /** A line of the runtime itself. */
      note(stream, text) {
        write(stream, Buffer.from(`${text}\n`));
      },
      /** Ends the logs, with the frame. */
      frame() {
        if (truncated) write('stderr', Buffer.from('Logs were truncated because they exceed the limit of 10 MiB.\n'));
        frames += 1;
        if (is('frame-once-only') && frames > 1) return this.close();
        for (const stream of ['stdout', 'stderr']) {
          const text = is(`text-in-frame-on-${stream}`) ? `end ${SENTINEL}\n` : `${SENTINEL}\n`;
          const end = () => {
            write(stream, Buffer.from(text));
            if (hold) writers[stream](Buffer.concat(held[stream]));
          };
          if (is('logs-after-answer')) setTimeout(end, 900);
          else end();
        }
      },
      /** Ends the logs without a frame. */
      close() {
        if (!hold) return;
        for (const stream of ['stdout', 'stderr'])
          if (held[stream].length > 0) writers[stream](Buffer.concat(held[stream]));
      },
    };
  }

  return { open };
}

/** Faults in the bytes of a line. */
function spoilLine(line, is) {
  if (is('logs-as-text')) return Buffer.from(line.toString());
  if (is('logs-as-ascii')) return Buffer.from(line.toString('latin1').replaceAll(/[^\0-\x7f]/g, '?'));
  return line;
}

/**
 * Calls `onLine` with each whole line of a stream, and with what follows the last newline when it ends.
 * @returns passes on what follows the last newline
 */
export function splitLines(stream, onLine) {
  let rest = [];
  const flush = () => {
    if (rest.length > 0) onLine(Buffer.concat(rest));
    rest = [];
  };
  stream.on('data', (chunk) => {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      onLine(Buffer.concat([...rest, chunk.subarray(from, at)]));
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  });
  stream.on('close', flush);
  return flush;
}
