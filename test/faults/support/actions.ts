import { loopProgram } from '../../../packages/core/test/support/loop-program.js';
import type { ZipEntry } from '../../support/zip-builder.js';

/** A bash action that does these lines if it is told to, and answers `{"ok":true}` if it gets to its end. */
export function script(...lines: string[]): string {
  return ['case "$1" in *fault*)', ...lines, ';;', 'esac', `echo '{"ok":true}'`].join('\n');
}

/** A loop action that does these lines of JavaScript if it is told to, and answers `{"ok":true}` if it gets to its end. */
export function loop(...lines: string[]): string {
  return loopProgram('if (message.value.fault) {', ...lines, '}', 'answer({ ok: true });');
}

/** A Python action that does these lines if it is told to. */
export function python(...lines: string[]): string {
  return [
    'def main(args):',
    '    if args.get("fault"):',
    ...lines.map((line) => `        ${line}`),
    '    return {"ok": True}',
    '',
  ].join('\n');
}

/** An action that is built by make, with these commands. */
export function makefile(...commands: string[]): ZipEntry[] {
  return [{ name: 'Makefile', data: ['exec:', ...commands.map((command) => `\t@${command}`), ''].join('\n') }];
}

/** The end of a build: an action that answers `{"ok":true}`. */
export const BUILT = `printf '\\043!/bin/sh\\necho "{\\\\"ok\\\\":true}"\\n' >exec; chmod +x exec`;
