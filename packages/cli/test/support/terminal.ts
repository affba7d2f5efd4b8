/** Starts a command on a terminal of its own, whose input is that of this process, and whose output is its stdout. */
export const TERMINAL: readonly string[] = [
  'python3',
  '-c',
  'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
];
