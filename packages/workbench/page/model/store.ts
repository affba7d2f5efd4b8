import { useLayoutEffect, useState } from 'preact/hooks';

/** A value that components watch. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The value of a store; the component is rendered again when it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, render] = useState({});
  // An effect runs after the next frame at the earliest: what is set until then would not be shown.
  useLayoutEffect(() => store.subscribe(() => render({})), [store]);
  return store.value;
}
