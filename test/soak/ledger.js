// @ts-check
import { errorOf, fits, isRefusal, mayFollowKill } from './answers.js';
import { FrameReader } from './frames.js';

/**
 * @typedef {import('./mix.js').Activation} Activation
 * @typedef {'stdout' | 'stderr'} Stream
 *
 * @typedef {object} Entry
 * @property {Activation} activation
 * @property {boolean} hit whether a process was killed that may have been its own
 * @property {boolean} answered
 * @property {number} sentAt epoch milliseconds
 * @property {Record<Stream, boolean>} framed whether its lines have come, with a frame
 */

const STREAMS = /** @type {const} */ (['stdout', 'stderr']);
const EXAMPLES = 10;
/** What a client gets from a connection or socket that has been closed. */
const CLOSED = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'];

/** Keeps account of one runtime: what was sent, answered and logged. Forgets what has come to a good end. */
export class Ledger {
  /** Not answered yet, or not found in both log streams yet. @type {Map<string, Entry>} */
  #entries = new Map();
  /** Ids of not answered ones. @type {Set<string>} */
  #open = new Set();
  /** Frames seen on one stream and not on the other yet: the id in each, or undefined. @type {Record<Stream, (string | undefined)[]>} */
  #unpaired = { stdout: [], stderr: [] };
  #readers;
  #dying = 0;
  #frames = { stdout: 0, stderr: 0 };
  sent = 0;
  answered = 0;
  /** Answered, but never started: their time limit was over before their turn came. Such have no frame. */
  expired = 0;
  /** Answered that the runtime shuts down. They have no frame either. */
  refused = 0;
  /** Not answered, since the runtime that shuts down was already gone, or closed the connection while it was idle. */
  unreached = 0;
  /** Whether the runtime was told to stop, so that it may refuse. */
  isStopping = false;
  lost = 0;
  wrong = 0;
  misframed = 0;
  hit = 0;
  /** How often each kind was sent. @type {Partial<Record<import('./mix.js').Kind, number>>} */
  kinds = {};
  /** What went wrong, at first. @type {string[]} */
  examples = [];

  constructor() {
    /** @param {Stream} stream */
    const reader = (stream) => new FrameReader((lines) => this.#frame(stream, lines));
    this.#readers = { stdout: reader('stdout'), stderr: reader('stderr') };
  }

  /** @param {Activation} activation */
  send(activation) {
    const { id, kind } = activation;
    this.sent += 1;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    const framed = { stdout: false, stderr: false };
    this.#entries.set(id, { activation, hit: false, answered: false, sentAt: Date.now(), framed });
    this.#open.add(id);
    if (this.#dying > 0) this.kill(id);
  }

  /** Whether it has been sent and not been answered. @param {string} id */
  isOpen(id) {
    return this.#open.has(id);
  }

  /** Notes that a process of an activation was killed. @param {string} id */
  kill(id) {
    const entry = this.#entries.get(id);
    if (entry && !entry.answered && !entry.hit) {
      entry.hit = true;
      this.hit += 1;
    }
  }

  /**
   * Notes that a process was killed that serves one activation after the other. Until it has ended it may take a message in, and
   * nobody can tell then that it did nothing with it.
   * @returns {() => void} to be called when it has ended
   */
  killLoop() {
    for (const id of this.#open) this.kill(id);
    this.#dying += 1;
    return () => {
      this.#dying -= 1;
    };
  }

  /** How many have no answer yet. */
  get open() {
    return this.#open.size;
  }

  /** @param {string} id @param {{ status: number, body: Buffer }} answer @returns {'refused' | 'expired' | undefined} why it has not been started */
  answer(id, { status, body }) {
    const entry = /** @type {Entry} */ (this.#entries.get(id));
    this.#open.delete(id);
    entry.answered = true;
    this.answered += 1;
    if (this.isStopping && isRefusal(status, body)) {
      this.refused += 1;
      this.#expectNothing(entry, 'refused');
      return 'refused';
    }
    if (entry.activation.limitMs !== undefined && status === 502 && /not started/.test(errorOf(body) ?? '')) {
      this.expired += 1;
      this.#expectNothing(entry, 'not started');
      return 'expired';
    }
    const isExpected =
      fits(entry.activation, status, body) || (entry.hit && mayFollowKill(entry.activation, status, body));
    if (!isExpected) {
      this.wrong += 1;
      const { kind, echo } = entry.activation;
      const after = `after ${Date.now() - entry.sentAt} ms`;
      this.#note(
        `${id} (${kind}, ${echo}${entry.hit ? ', killed' : ''}) was answered ${after} ${status} ${shown(body)}`,
      );
    }
    this.#forget(entry);
    return undefined;
  }

  /** Lines that come later are in a frame that nothing is known of. @param {Entry} entry @param {string} what */
  #expectNothing({ activation: { id }, framed }, what) {
    this.#entries.delete(id);
    if (framed.stdout || framed.stderr) this.#misframe(`${id} was ${what}, but has logged`);
  }

  /** @param {string} id @param {NodeJS.ErrnoException} error @returns {'unreached' | undefined} see `answer` */
  lose(id, error) {
    this.#open.delete(id);
    if (this.isStopping && CLOSED.includes(error.code ?? '')) {
      this.unreached += 1;
      this.#expectNothing(/** @type {Entry} */ (this.#entries.get(id)), 'unreached');
      return 'unreached';
    }
    this.lost += 1;
    this.#note(`${id} got no answer: ${error}`);
    return undefined;
  }

  /** @param {Stream} stream @param {Buffer} bytes */
  log(stream, bytes) {
    this.#readers[stream].write(bytes);
  }

  /** Closes the account, when the runtime has ended. @returns frames missing on both streams; negative for too many */
  close() {
    for (const stream of STREAMS) {
      if (this.#readers[stream].unfinished) this.#misframe(`${stream} ends with lines that no frame ends`);
    }
    for (const { activation, hit, answered, framed } of this.#entries.values()) {
      for (const stream of STREAMS) {
        if (answered && !framed[stream] && !mayBeSilent(activation, hit)) {
          this.#misframe(`the lines of ${activation.id} (${activation.kind}) are in no frame of ${stream}`);
        }
      }
    }
    const missing =
      STREAMS.map((stream) => this.answered - this.expired - this.refused - this.#frames[stream]).find(
        (count) => count !== 0,
      ) ?? 0;
    if (missing !== 0) this.#note(`answered, but in no frame: ${this.#silent().join(', ')}`);
    return missing;
  }

  /** Those among which the ones without a frame are. */
  #silent() {
    const silent = [...this.#entries.values()].filter(
      ({ answered, framed }) => answered && !framed.stdout && !framed.stderr,
    );
    return silent.map(({ activation, hit }) => `${activation.id} (${activation.kind}${hit ? ', killed' : ''})`);
  }

  /** @param {Stream} stream @param {Map<string, number>} lines */
  #frame(stream, lines) {
    this.#frames[stream] += 1;
    if (lines.size > 1) this.#misframe(`one frame of ${stream} has lines of ${[...lines.keys()].join(', ')}`);
    for (const [id, count] of lines) this.#lines(stream, id, count);
    this.#unpaired[stream].push([...lines.keys()][0]);
    this.#pair();
  }

  /** @param {Stream} stream @param {string} id @param {number} count */
  #lines(stream, id, count) {
    const entry = this.#entries.get(id);
    if (!entry || entry.framed[stream]) {
      this.#misframe(`lines of ${id} are in a second frame of ${stream}`);
      return;
    }
    const { activation, hit } = entry;
    entry.framed[stream] = true;
    if (count !== activation.lines && !mayBeSilent(activation, hit)) {
      this.#misframe(`${id} (${activation.kind}) has ${count} of ${activation.lines} lines on ${stream}`);
    }
    this.#forget(entry);
  }

  /** The frames of an activation come in the same place on both streams. */
  #pair() {
    const { stdout, stderr } = this.#unpaired;
    while (stdout.length > 0 && stderr.length > 0) {
      const [one, other] = [stdout.shift(), stderr.shift()];
      if (one !== undefined && other !== undefined && one !== other) {
        this.#misframe(`${one} on stdout is beside ${other} on stderr`);
      }
    }
  }

  /** @param {Entry} entry */
  #forget({ activation, answered, framed }) {
    if (answered && framed.stdout && framed.stderr) this.#entries.delete(activation.id);
  }

  /** @param {string} text */
  #misframe(text) {
    this.misframed += 1;
    this.#note(text);
  }

  /** @param {string} text */
  #note(text) {
    if (this.examples.length < EXAMPLES) this.examples.push(text);
  }
}

/** Whether it may have ended before it logged everything. @param {Activation} activation @param {boolean} hit */
function mayBeSilent(activation, hit) {
  return hit || activation.limitMs !== undefined;
}

/** @param {Buffer} body */
function shown(body) {
  return JSON.stringify(body.toString('utf8', 0, 200));
}
