/** A place in a file of the action that a compiler, an interpreter or a stack trace names. */
export interface Problem {
  /** Relative to the folder of the action. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1; undefined for the whole line. */
  readonly column: number | undefined;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** More do not help. */
const MAX_PROBLEMS = 100;

/** What names a place is at the beginning of a line; the patterns need longer for long ones. */
const MAX_CHARACTERS = 1_000;

/** A line of gcc, clang, go, rustc's short form and many others. */
const COMPILER = /^(.+?):(\d+):(?:(\d+):)? (?:fatal )?(error|warning|note): (.*)$/;
/** bash and other shells. */
const SHELL = /^(.+?): line (\d+): (.*)$/;
/** A frame of a Python trace, or the place of a syntax error. */
const PYTHON = /^\s*File "(.+)", line (\d+)/;
/** The line that ends a trace. */
const EXCEPTION = /^[A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt|Iteration|Fault)\b.*$/;
/** perl: `message at file line 3.` Two patterns: one would look for the end again from each ` at `. */
const PERL = /^(.+) line (\d+)[.,]/;
const PERL_MESSAGE = /^(.+) at (.+)$/;
/** ruby, lua, php, node: `file:3: message`, `file:3:in …`. */
const OTHER = /^(?:\S+: )?(.+?):(\d+):(?:(\d+):?)? ?(.*)$/;
/** node: a frame, or the place of a syntax error on a line of its own. */
const NODE = /^\s+at (?:.*\()?(?:file:\/\/)?([^()]+):(\d+):(\d+)\)?$|^(?:file:\/\/)?([^\s:][^:]*):(\d+)$/;

/**
 * Finds the places that the output of a compiler or an interpreter names, in the files of an action.
 * @param lines the output
 * @param findFile finds a file of the action by the name in the output; undefined for anything else
 */
export function findProblems(
  lines: readonly string[],
  findFile: (name: string) => string | undefined,
): readonly Problem[] {
  const found = new Map<string, Problem>();
  const add = (name: string, line: string, column: string | undefined, rest: Pick<Problem, 'severity' | 'message'>) => {
    const file = findFile(name);
    if (file === undefined || found.size >= MAX_PROBLEMS || Number(line) < 1) {
      return false;
    }
    const problem = { file, line: Number(line), column: column === undefined ? undefined : Number(column), ...rest };
    const key = `${file}:${line}:${rest.message}`;
    if (!found.has(key)) {
      found.set(key, problem);
    }
    return true;
  };
  /** The innermost frame of the action in a trace whose message comes later. */
  let frame: { name: string; line: string; column: string | undefined } | undefined;
  /** The message of a trace that comes before its frames. */
  let exception: string | undefined;
  for (const line of lines) {
    const text = line.slice(0, MAX_CHARACTERS);
    const compiler = COMPILER.exec(text);
    if (compiler) {
      const [, name = '', line = '', column, kind, message = ''] = compiler;
      add(name, line, column, { severity: kind === 'note' ? 'info' : (kind as 'error' | 'warning'), message });
      continue;
    }
    const python = PYTHON.exec(text);
    if (python) {
      const [, name = '', line = ''] = python;
      frame = findFile(name) === undefined ? frame : { name, line, column: undefined };
      exception = undefined;
      continue;
    }
    const node = NODE.exec(text);
    if (node) {
      const name = node[1] ?? node[4] ?? '';
      const line = node[2] ?? node[5] ?? '';
      if (findFile(name) !== undefined) {
        if (exception !== undefined && node[1] !== undefined) {
          add(name, line, node[3], { severity: 'error', message: exception });
          exception = undefined;
        } else {
          frame = { name, line, column: node[3] };
        }
      }
      continue;
    }
    if (EXCEPTION.test(text)) {
      if (frame) {
        add(frame.name, frame.line, frame.column, { severity: 'error', message: text });
        frame = undefined;
      } else {
        exception = text;
      }
      continue;
    }
    const shell = SHELL.exec(text);
    if (shell) {
      const [, name = '', line = '', message = ''] = shell;
      add(name, line, undefined, { severity: 'error', message });
      continue;
    }
    const [, before = '', perlLine = ''] = PERL.exec(text) ?? [];
    const perl = PERL_MESSAGE.exec(before);
    if (perl) {
      const [, message = '', name = ''] = perl;
      add(name, perlLine, undefined, { severity: 'error', message });
      continue;
    }
    const other = OTHER.exec(text);
    if (other) {
      const [, name = '', line = '', column, message = ''] = other;
      add(name, line, column, { severity: 'error', message });
    }
  }
  return [...found.values()];
}
