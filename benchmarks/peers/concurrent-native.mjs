/** Ours, for an action that allows four activations at a time. */
import { NativeRunner } from '@actionrunner/core';

export default class ConcurrentNativeRunner extends NativeRunner {
  get concurrency() {
    return 4;
  }
}
