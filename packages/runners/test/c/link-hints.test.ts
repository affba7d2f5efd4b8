import { findHint } from '../../src/c/link-hints.js';

const undefinedIn = (symbol: string, quotes = "`'"): string =>
  `gcc failed with exit status 1: main.c:(.text+0x12): undefined reference to ${quotes[0]}${symbol}${quotes[1]}`;

test.each([
  ['sqrt', '-lm'],
  ['cosf', '-lm'],
  ['pow', '-lm'],
  ['log10', '-lm'],
  ['floor', '-lm'],
  ['pthread_create', '-pthread'],
  ['sem_init', '-pthread'],
  ['dlopen', '-ldl'],
  ['shm_open', '-lrt'],
  ['crypt', '-lcrypt'],
  ['inflateInit_', '-lz'],
  ['curl_easy_init', '-lcurl'],
  ['sqlite3_open', '-lsqlite3'],
])('a missing %s names %s', (symbol, option) => {
  for (const quotes of ["`'", '‘’', "''"]) {
    expect(findHint(undefinedIn(symbol, quotes))).toContain(`LDLIBS=${option} `);
  }
});

test.each(['main', 'handler', 'sinking', 'power', 'cat'])('a missing %s names none', (symbol) => {
  expect(findHint(undefinedIn(symbol))).toBeUndefined();
});

test.each([
  ['/usr/bin/ld: /lib/libm.so.6: error adding symbols: DSO missing from command line', 'LDLIBS=-lm '],
  ['/usr/bin/ld: /lib/libpthread.so.0: error adding symbols: DSO missing from command line', 'LDLIBS=-lpthread '],
  ['main.c:1:10: fatal error: iostream: No such file or directory', 'in .cpp'],
  ['main.c:1:1: error: stray ‘\\377’ in program', 'UTF-16'],
])('%s', (message, says) => {
  expect(findHint(message)).toContain(says);
});

test('an error of the source names none', () => {
  expect(findHint("main.c:3:10: error: 'x' undeclared")).toBeUndefined();
});
