/** Ours, for an action that allows four concurrent activations. */
import { NativeRunner } from '@actionrunner/core';

export default class ConcurrentNativeRunner extends NativeRunner {
  get concurrency() {
    return 4;
  }
}
