/** What an error of the compiler or linker shows, and what to do about it. */
interface Hint {
  readonly pattern: RegExp;
  readonly advice: string;
}

/** Libraries by the functions that are undefined without them. */
const LIBRARIES: readonly (readonly [functions: string, option: string])[] = [
  [
    '(?:a?(?:sin|cos|tan)h?|atan2|exp[2m]?1?|log(?:2|10|1p|b)?|pow|sqrt|cbrt|hypot|floor|ceil|l?l?r(?:ound|int)|trunc|fmod|remainder|[lt]gamma|erfc?|fma|ldexp|frexp|modf)[fl]?',
    '-lm',
  ],
  ['(?:pthread|sem)_\\w+', '-pthread'],
  ['dl(?:open|sym|close|error)', '-ldl'],
  ['(?:shm_(?:open|unlink)|mq_\\w+|timer_\\w+|clock_\\w+|aio_\\w+)', '-lrt'],
  ['crypt(?:_r)?', '-lcrypt'],
  ['curl_\\w+', '-lcurl'],
  ['(?:(?:de|in)flate\\w*|(?:un)?compress\\d?|crc32|adler32|gz(?:open|read|write|close))', '-lz'],
  ['sqlite3_\\w+', '-lsqlite3'],
  ['json_(?:loads?|dumps?|object\\w*|array\\w*|string\\w*|integer\\w*)', '-ljansson'],
  ['cJSON_\\w+', '-lcjson'],
];

const OTHERS: readonly Hint[] = [
  {
    pattern: /fatal error: (?:iostream|string|vector|map|memory|algorithm|sstream|functional)(?=: )/,
    advice: 'This looks like C++. Deliver a zip in which the name of the source ends in .cpp.',
  },
  {
    pattern: /stray [`'‘]\\(?:377|376)['’]/,
    advice: 'This looks like UTF-16. Save the source as UTF-8.',
  },
];

/** Finds what would avoid an error of the compiler or linker. */
export function findHint(message: string): string | undefined {
  const missing = /lib([\w+-]+)\.so[.\d]*: error adding symbols: DSO missing/.exec(message)?.[1];
  const option = missing === undefined ? findOption(message) : `-l${missing}`;
  if (option !== undefined) {
    return `Link it with ${option}: set LDLIBS=${option} in the environment of the init (-e LDLIBS=${option}), or deliver a Makefile.`;
  }
  return OTHERS.find(({ pattern }) => pattern.test(message))?.advice;
}

function findOption(message: string): string | undefined {
  const symbol = /undefined reference to [`'‘](\w+)(?:@[^'’]*)?['’]/.exec(message)?.[1];
  return LIBRARIES.find(([functions]) => symbol !== undefined && new RegExp(`^(?:${functions})$`).test(symbol))?.[1];
}
