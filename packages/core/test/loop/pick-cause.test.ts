import { pickCause } from '../../src/loop/line-reader.js';

/** What the languages print when a program fails, as they print it. */
const OUTPUTS: Readonly<Record<string, readonly [cause: string, output: string]>> = {
  'Node.js': [
    'Error: no database',
    `/tmp/a.cjs:2
  throw new Error('no database');
  ^

Error: no database
    at load (/tmp/a.cjs:2:9)
    at Object.<anonymous> (/tmp/a.cjs:4:1)
    at node:internal/main/run_main_module:28:49

Node.js v20.20.2
`,
  ],
  'Node.js, an error with properties': [
    'Error: no database',
    `/tmp/b.cjs:1
const e = new Error('no database'); e.code = 'ENODB'; throw e;
                                                      ^

Error: no database
    at Object.<anonymous> (/tmp/b.cjs:1:11)
    at node:internal/main/run_main_module:28:49 {
  code: 'ENODB'
}

Node.js v20.20.2
`,
  ],
  Ruby: [
    "a.rb:2:in `load': no database (RuntimeError)",
    "a.rb:2:in `load': no database (RuntimeError)\n\tfrom a.rb:4:in `<main>'\n",
  ],
  PHP: [
    'Fatal error: Uncaught Exception: no database in /tmp/a.php:2',
    `Fatal error: Uncaught Exception: no database in /tmp/a.php:2
Stack trace:
#0 /tmp/a.php(3): load()
#1 {main}
  thrown in /tmp/a.php on line 2
`,
  ],
  Python: [
    'ValueError: no database',
    `Traceback (most recent call last):
  File "/tmp/a.py", line 3, in <module>
    load()
  File "/tmp/a.py", line 2, in load
    raise ValueError("no database")
ValueError: no database
`,
  ],
  Lua: [
    'lua5.4: a.lua:1: no database',
    `lua5.4: a.lua:1: no database
stack traceback:
\t[C]: in function 'error'
\ta.lua:1: in local 'load'
\ta.lua:2: in main chunk
\t[C]: in ?
`,
  ],
  Perl: ['no database at a.pl line 1.', 'no database at a.pl line 1.\n'],
  Go: [
    'panic: no database',
    `panic: no database

goroutine 1 [running]:
main.load(...)
\t/tmp/a.go:3
main.main()
\t/tmp/a.go:5 +0x25
exit status 2
`,
  ],
  Rust: [
    "thread 'main' (19952) panicked at a.rs:1:13: no database",
    `
thread 'main' (19952) panicked at a.rs:1:13:
no database
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace
`,
  ],
  'Rust, with a backtrace': [
    "thread 'main' (19952) panicked at a.rs:1:13: no database",
    `thread 'main' (19952) panicked at a.rs:1:13:
no database
stack backtrace:
   0: std::panicking::begin_panic::<&str>
             at /rustc/5980/library/std/src/panicking.rs:761:5
   1: a::main
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.
`,
  ],
  Java: [
    'Exception in thread "main" java.lang.RuntimeException: no database',
    `Exception in thread "main" java.lang.RuntimeException: no database
\tat A.load(A.java:1)
\tat A.main(A.java:1)
`,
  ],
  'Java, with a cause': [
    'Caused by: java.io.IOException: refused',
    `Exception in thread "main" java.lang.RuntimeException: no database
\tat A.load(A.java:1)
Caused by: java.io.IOException: refused
\tat A.load(A.java:1)
\t... 3 more
`,
  ],
  Erlang: [
    'escript: exception error: "no database"',
    `escript: exception error: "no database"
  in function  erl_eval:do_apply/7 (erl_eval.erl, line 744)
  in call from escript:eval_exprs/5 (escript.erl, line 869)
  in call from init:start_em/1 
`,
  ],
  'a shell': ['no database', 'starting\nno database\n\n'],
};

test.each(Object.entries(OUTPUTS))('the cause in the output of %s', (_, [cause, output]) => {
  expect(pickCause(output)).toBe(cause);
  expect(pickCause(`starting\nlistening on 8080\n${output}`)).toBe(cause);
});

test.each([
  ['nothing', '', undefined],
  ['blank lines', '\n  \n', undefined],
  ['only frames, as the rest was cut off', '    at load (a.js:1:1)\n    at main (a.js:2:1)\n', 'at main (a.js:2:1)'],
])('%s', (_, output, cause) => {
  expect(pickCause(output)).toBe(cause);
});
