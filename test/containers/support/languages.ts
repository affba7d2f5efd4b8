/**
 * The same action in each language. It logs `out` and `err`, and answers with its parameters. `mode` asks for more:
 * `wait` waits for the file {@link GO}, `hog` takes memory until there is none, `fork` starts processes until there can be no more and answers
 * `{"full":true}`, `leave` leaves two processes behind, one of them out of its group.
 */
export interface Language {
  /** The image. */
  readonly name: string;
  /** The fields of the init message. */
  readonly action: { readonly code: string };
  /** The name of that file in an archive. */
  readonly file: string;
  /** The largest size of the image, in MB of 1,000,000 bytes. */
  readonly maxMegabytes: number;
}

/** A file in the container. */
export const GO = '/tmp/go';

const FORKS = [
  'while (defined(my $pid = fork)) { if ($pid == 0) { sleep 60; exit } last if ++$forked == 1000 }',
  'print $forked < 1000 ? "{\\"full\\":true}\\n" : "{\\"full\\":false}\\n";',
].join(' ');

const SHELL = [
  'echo out',
  'echo err >&2',
  'case "$1" in',
  `*wait*) until [ -e ${GO} ]; do sleep 0.1; done;;`,
  '*hog*) exec tail /dev/zero;;',
  `*fork*) exec perl -e '${FORKS}';;`,
  '*leave*) sleep 1 & setsid sleep 1 </dev/null >/dev/null 2>&1 &',
  'esac',
  'echo "$1"',
  '',
].join('\n');

const PERL = [
  'use strict; use warnings;',
  '$| = 1;',
  'my ($args, $forked) = ($ARGV[0], 0);',
  'print "out\\n"; print STDERR "err\\n";',
  `if ($args =~ /wait/) { select(undef, undef, undef, 0.1) until -e '${GO}' }`,
  'if ($args =~ /hog/) { my @all; push @all, "x" x 1_000_000 while 1 }',
  `if ($args =~ /fork/) { ${FORKS} exit }`,
  'if ($args =~ /leave/) { system("sleep 1 & setsid sleep 1 </dev/null >/dev/null 2>&1 &") }',
  'print "$args\\n";',
  '',
].join('\n');

const C = [
  '#include <signal.h>',
  '#include <stdio.h>',
  '#include <stdlib.h>',
  '#include <string.h>',
  '#include <unistd.h>',
  '#define MEGABYTE 1000000',
  'static void hog(void) {',
  '    for (;;) {',
  '        volatile char *bytes = malloc(MEGABYTE);',
  '        for (int at = 0; at < MEGABYTE; at++) bytes[at] = 1;',
  '    }',
  '}',
  'static int is_full(void) {',
  '    for (int forked = 0; forked < 1000; forked++) {',
  '        pid_t pid = fork();',
  '        if (pid < 0) return 1;',
  '        if (pid == 0) { sleep(60); _exit(0); }',
  '    }',
  '    return 0;',
  '}',
  'int main(int argc, char **argv) {',
  '    puts("out");',
  '    fflush(stdout);',
  '    fputs("err\\n", stderr);',
  `    if (strstr(argv[1], "wait")) while (access("${GO}", F_OK)) usleep(100000);`,
  '    if (strstr(argv[1], "hog")) hog();',
  '    if (strstr(argv[1], "fork")) { puts(is_full() ? "{\\"full\\":true}" : "{\\"full\\":false}"); return 0; }',
  '    if (strstr(argv[1], "leave") && system("sleep 1 & setsid sleep 1 </dev/null >/dev/null 2>&1 &")) return 1;',
  '    puts(argv[1]);',
  '    return 0;',
  '}',
  '',
].join('\n');

const PYTHON = [
  'import os, signal, subprocess, sys, time',
  '',
  'def is_full():',
  '    children = []',
  '    try:',
  '        while len(children) < 1000:',
  '            child = os.fork()',
  '            if child == 0:',
  '                time.sleep(60)',
  '                os._exit(0)',
  '            children.append(child)',
  '        return False',
  '    except OSError:',
  '        return True',
  '    finally:',
  '        for child in children:',
  '            os.kill(child, signal.SIGKILL)',
  '            os.waitpid(child, 0)',
  '',
  'def main(args):',
  '    print("out")',
  '    print("err", file=sys.stderr)',
  '    mode = args.get("mode")',
  `    while mode == "wait" and not os.path.exists("${GO}"):`,
  '        time.sleep(0.1)',
  '    blocks = []',
  '    while mode == "hog":',
  '        blocks.append(b"x" * 10_000_000)',
  '    if mode == "fork":',
  '        return {"full": is_full()}',
  '    if mode == "leave":',
  '        subprocess.run("sleep 1 & setsid sleep 1 </dev/null >/dev/null 2>&1 &", shell=True, check=True)',
  '    return args',
  '',
].join('\n');

export const LANGUAGES: readonly Language[] = [
  { name: 'native', action: { code: `#!/bin/sh\n${SHELL}` }, file: 'exec', maxMegabytes: 450 },
  { name: 'bash', action: { code: SHELL }, file: 'exec', maxMegabytes: 240 },
  { name: 'c', action: { code: C }, file: 'main.c', maxMegabytes: 420 },
  { name: 'python', action: { code: PYTHON }, file: '__main__.py', maxMegabytes: 310 },
  { name: 'custom', action: { code: PERL }, file: 'main.pl', maxMegabytes: 275 },
];

/** Images `FROM` one of those keep all that it promises, and take its actions. */
export const EXTENDED: readonly Language[] = [
  extended('native', 'node-libs', 475),
  extended('python', 'python-numpy', 400),
];

function extended(base: string, name: string, maxMegabytes: number): Language {
  return { ...(LANGUAGES.find((language) => language.name === base) as Language), name, maxMegabytes };
}
