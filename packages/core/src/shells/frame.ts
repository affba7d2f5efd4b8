import type { ProcessExit, ProcessSpec, SourcedScript } from '../process/running-process.js';
import { signalOf } from '../process/terminate.js';
import type { Environment } from '../protocol/environment.js';

const NAME = /^[A-Za-z_]\w*$/;

/**
 * Names that one of the shells sets or reads by itself, and how others of these begin. Not in a pattern: V8 compiles one with its first use, and
 * again with its second, and a long one takes as long as a write.
 */
const OF_SHELLS: ReadonlySet<string> = new Set(
  'IFS PS0 PS1 PS2 PS3 PS4 PPID OPTIND OPTARG OPTERR LINENO MAIL MAILCHECK MAILPATH UID EUID GROUPS RANDOM SRANDOM SECONDS BASH SHELLOPTS DIRSTACK FUNCNAME FUNCNEST POSIXLY_CORRECT PIPESTATUS EXECIGNORE'.split(
    ' ',
  ),
);
const OF_SHELLS_BEGIN = /^(?:BASH|EPOCH|HIST|COMP_)./;

/** What a process must not get from the shell. */
const UNSET = 'OLDPWD SHLVL g o e size frame kind';

/** What would change how the shell itself works: only the process gets it. */
const KEPT_FROM_SHELL: ReadonlySet<string> = new Set(`ENV PWD _ TMOUT GLOBIGNORE ${UNSET}`.split(' '));

/** The locale. A shell that runs scripts itself has it, since it takes long to load. */
const LOCALE = /^(?:LC_|LANG)/;

/** What the interpreter itself reads when it starts, so that a shell that runs already is not the same. */
const READ_AT_START = /^(?:LD_|GLIBC_|MALLOC_)/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: all characters of ASCII.
const IS_ASCII = /^[\x00-\x7f]*$/;

/** The status that a shell reports of a child that was killed is this and the number of the signal. */
const SIGNAL_STATUS = 128;

/**
 * The program of a shell that starts processes. It reports on descriptor 3; `$1` is the one that its answer comes from, `$2` the soft limit of open files. Here-documents
 * become the pipes of frame, stdout, stderr and orders without another process, which `mkfifo` would be; bash before 5.1 makes files of them.
 * The runtime opens the pipes here, and answers with the paths of its ends of stdout and stderr; from then on only the runtime reads these, so that
 * writing to them fails once it has been killed. Orders are a line for each child that is to wait, except for the first.
 *
 * The child is in the foreground, since a shell makes background jobs ignore SIGINT and SIGQUIT and cannot undo it; it learns its PID from the
 * name of its only thread. It is not in the condition of the loop, where `set -e` of a script would not count. `trap :` leaves it the default
 * action. The frame is one line, so nothing of it is run before all of it is there. Some builds of busybox prefer their own programs to those in
 * PATH; they report it.
 */
export const SHELL_PROGRAM: string = `[ -z "$KSH_VERSION$ZSH_VERSION$YASH_VERSION" ] || exit 1
exec 2>&3 4<<E 5<<E 6<<E 7<<E

E

E

E

E
read -r g <&4 && read -r g <&5 && read -r g <&6 && read -r g <&7
frame='. /proc/self/fd/0'
kind=posix
if [ -n "$BASH_VERSION" ]; then
set +o posix
kind=bash frame='read -r size && IFS= read -r -N "$size" frame && eval "$frame"'
[ -p /proc/self/fd/4 ] || eval 'exec 4< <(:) 5< <(:) 6< <(:) 7< <(:)'
fi
[ -p /proc/self/fd/4 ] || exit 1
o=$PATH PATH=/nowhere
! command -v ls >/dev/null || kind=applets
PATH=$o g=1
echo "ready $kind \${BASH_VERSINFO-} $$" >&2
trap : HUP INT QUIT USR1 USR2 PIPE ALRM TERM XCPU XFSZ VTALRM PROF
[ -z "$2" ] || ulimit -S -n "$2" 2>/dev/null
read -r o e <&$1 || exit 1
exec <&7 3<&- 5<&- 6<&- 7<&-
while :; do
(if [ $kind = bash ]; then set -- $BASHPID; else set -- /proc/self/task/*; fi
echo "armed $g \${1##*/}" >&9
exec 9>&-
eval "$frame"
) 9>&2 <&4 4<&- >$o 2>$e
echo "exit $g $?" >&2
read -r g || exit
done`;

/**
 * The environment of a shell: what the processes that it starts have in common.
 * @param runsScripts whether it runs scripts itself
 */
export function shellEnvironment(env: Environment, runsScripts: boolean): Environment {
  const isKept = (name: string) =>
    isPlain(name) &&
    !KEPT_FROM_SHELL.has(name) &&
    !name.startsWith('__OW_') &&
    !READ_AT_START.test(name) &&
    (runsScripts || !LOCALE.test(name));
  return pick(env, isKept);
}

function pick(env: Environment, isKept: (name: string) => boolean): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => isKept(name)));
}

/** What the processes of a shell inherit of the environment that it was started with; undefined if it would change some of that. */
export function inheritedFrom(env: Environment): Environment | undefined {
  return canExport(env, {}) ? pick(env, (name) => !KEPT_FROM_SHELL.has(name)) : undefined;
}

/** What a frame depends on besides the process. */
export interface FrameOptions {
  /** The environment of the shell, and its names. */
  readonly base: Environment;
  readonly baseNames: readonly string[];
  /** As `NAME=value`. */
  readonly mark: string;
  /** Path of the file that stdin reads. */
  readonly input: string;
  readonly isBash: boolean;
  /** Whether the shell can run scripts itself. */
  readonly canSource: boolean;
}

/** Builds the line by which a waiting shell becomes a process; it ends with `exit` in case that fails. */
export function buildFrame({ command, cwd, env, sourced }: ProcessSpec, options: FrameOptions): string {
  const { base, baseNames, mark, input, isBash, canSource } = options;
  const quote = isBash ? quoteForBash : quoteForAll;
  // The first two are exported by shells on their own, and some set PATH. The others are the shell's.
  let unset = env['PATH'] === undefined ? `${UNSET} PATH` : UNSET;
  for (const name of baseNames) {
    if (env[name] === undefined) {
      unset += ` ${name}`;
    }
  }
  let text = `cd -- ${quote(cwd)} && unset ${unset} && export PWD=${quote(cwd)} ${mark}`;
  for (const name in env) {
    const value = env[name] as string;
    if (base[name] !== value && name !== 'PWD') {
      text += ` ${name}=${quote(value)}`;
    }
  }
  if (sourced && canSource && !Object.keys(env).some((name) => READ_AT_START.test(name))) {
    return `${text} SHLVL=${(Number(env['SHLVL']) || 0) + 1} && exec <${input} || exit 126; ${sourceCommand(sourced, command, quote)}\n`;
  }
  return `${text} && exec ${command.map(quote).join(' ')} <${input}; exit 126\n`;
}

/** What makes bash itself run a script, as if it had been started for it. */
function sourceCommand({ path, flags }: SourcedScript, command: readonly string[], quote: typeof quoteForAll): string {
  const words = command.slice(command.indexOf(path) + 1).map(quote);
  const set = flags === '' ? '' : `set -${flags}; `;
  const script = quote(path);
  return `unset BASH_EXECUTION_STRING; BASH_ARGV0=${script}; SECONDS=0; set -- ${words.join(' ')}; ${set}. ${script}; exit`;
}

/**
 * Whether a shell can give a process all of this environment.
 * @param base names that are known to be fine
 */
export function canExport(env: Environment, base: Environment): boolean {
  for (const name in env) {
    if (base[name] === undefined && !isPlain(name)) {
      return false;
    }
  }
  return true;
}

/** Whether a shell passes on command and directory as they are: it reads options, resolves `..` by name and has no NUL. */
export function canQuote({ command, cwd }: ProcessSpec): boolean {
  const [file = ''] = command;
  const isFolder = cwd.startsWith('/') && !cwd.includes('/..') && !cwd.includes('\0');
  return isFolder && file !== '' && !file.startsWith('-') && !command.some((word) => word.includes('\0'));
}

/**
 * How a child ended, by the status that its shell reports.
 * @param isNamed whether the shell named a signal, which tells it from an exit status above 128; it names all but SIGINT and SIGPIPE
 */
export function exitOf(status: number, isNamed: boolean): ProcessExit {
  const signal = isNamed ? signalOf(status - SIGNAL_STATUS) : undefined;
  return signal ? { code: null, signal } : { code: status, signal: null };
}

/** Whether any shell can export it, and none changes it. */
function isPlain(name: string): boolean {
  return NAME.test(name) && !OF_SHELLS.has(name) && !OF_SHELLS_BEGIN.test(name);
}

/** In ASCII, so that there are as many characters as bytes in any locale. */
function quoteForBash(text: string): string {
  if (IS_ASCII.test(text)) {
    return quoteForAll(text);
  }
  const octal = (byte: number) => `\\${byte.toString(8).padStart(3, '0')}`;
  return `$'${Array.from(Buffer.from(text), octal).join('')}'`;
}

/** Quotes a word for any POSIX shell. */
export function quoteForAll(text: string): string {
  return text.includes("'") ? `'${text.replaceAll("'", `'\\''`)}'` : `'${text}'`;
}
