import { quoteForAll, SHELL_PROGRAM } from './frame.js';
import { LAUNCH_PIPES, LAUNCHED_SHELL } from './launched-shell.js';

/**
 * Formats a script for `/bin/sh` that becomes a program which starts processes through shells, and starts one of them beside it: Node.js would
 * fork it when the first activation is waited for. The program takes it with {@link LaunchedShell}. Here-documents become pipes without another
 * process: the shell opens its end of the first for writing; the script that of the second, before there is a shell, which would find nobody
 * there. It is no child of the program, which would not reap it. A shell makes background jobs ignore SIGINT and SIGQUIT, which only `env` of GNU undoes. Where that, `setsid` or /proc are missing, the
 * program starts without the shell, as it does without the script; so it does where a pipe cannot be opened, for which a script would end if
 * `exec` were not called by `command`.
 * @param command what becomes of the script, in the language of the shell
 */
export function formatLaunchScript(command: string): string {
  const { reports, answer } = LAUNCH_PIPES;
  return `#!/bin/sh
if { command exec ${reports}<<E ${answer}<<E &&

E

E
  read -r ${LAUNCHED_SHELL} <&${reports} && read -r ${LAUNCHED_SHELL} <&${answer} &&
  [ -p /proc/self/fd/${reports} ] && command exec 7>/proc/self/fd/${answer} &&
  read -r ${LAUNCHED_SHELL} </proc/sys/kernel/random/uuid
} 2>/dev/null; then
  ( (
    unset ENV GLOBIGNORE TMOUT _
    cd /
    echo 1000 >/proc/self/oom_score_adj
    exec setsid env --default-signal /bin/sh -c ${quoteForAll(SHELL_PROGRAM)} \\
      "$${LAUNCHED_SHELL}" 0 '' 3>/proc/self/fd/${reports} <&${answer} >/dev/null 7>&- ${reports}<&- ${answer}<&-
  ) & ) 2>/dev/null
  exec ${answer}>&7 7>&-
  export ${LAUNCHED_SHELL}="$$ $${LAUNCHED_SHELL}"
fi
${command}
`;
}
