/** The place of a value in a {@link LinkedList}. */
export interface Link<T> {
  readonly value: T;
}

interface Node<T> {
  value: T;
  before: Node<T> | undefined;
  after: Node<T> | undefined;
}

/**
 * Values in the order in which they were added, each of which can leave at any time. For what comes and goes with every request: each table
 * that a Set of V8 outgrows refers to the next one, so that one table in the old generation keeps all later ones, and what they held, from
 * every collection but a full one. A link that has left refers to nothing.
 */
export class LinkedList<T> {
  #first: Node<T> | undefined;
  #last: Node<T> | undefined;
  #size = 0;

  /** The link that was added before all others that are still there. */
  get first(): Link<T> | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** @returns for {@link remove} */
  add(value: T): Link<T> {
    const node: Node<T> = { value, before: this.#last, after: undefined };
    if (this.#last) {
      this.#last.after = node;
    } else {
      this.#first = node;
    }
    this.#last = node;
    this.#size++;
    return node;
  }

  /** Removes a link of this list; once removed, it is ignored. */
  remove(link: Link<T>): void {
    const node = link as Node<T>;
    const { before, after } = node;
    if (!before && this.#first !== node) {
      return;
    }
    if (before) {
      before.after = after;
    } else {
      this.#first = after;
    }
    if (after) {
      after.before = before;
    } else {
      this.#last = before;
    }
    node.before = undefined;
    node.after = undefined;
    this.#size--;
  }

  /** The values at this moment. */
  values(): T[] {
    const values: T[] = [];
    for (let node = this.#first; node; node = node.after) {
      values.push(node.value);
    }
    return values;
  }
}
