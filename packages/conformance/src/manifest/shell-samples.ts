import type { ActionCode } from './action-code.js';
import type { SampleName } from './sample-names.js';

const READ_NUMBER = (name: string): string => String.raw`sed -n 's/.*"${name}" *: *\([0-9]*\).*/\1/p'`;

/** The bodies of the samples, for a POSIX shell. */
const SCRIPTS: Readonly<Record<SampleName, string>> = {
  echo: 'cat',
  variable: String.raw`name=$(sed -n 's/.*"name" *: *"\([^"]*\)".*/\1/p')
if value=$(printenv "$name"); then
  printf '{"value": "%s"}\n' "$(printf '%s' "$value" | sed 's/\\/\\\\/g; s/"/\\"/g')"
else
  echo '{"value": null}'
fi`,
  log: `echo 'hello stdout'
echo 'hello stderr' >&2
echo '{"ok": true}'`,
  sleep: `ms=$(${READ_NUMBER('ms')})
sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
echo '{"ok": true}'`,
  fail: `echo '{"error": "no such user"}'`,
  crash: 'kill -KILL $$',
  exit: 'exit 3',
  scalar: 'echo 42',
  broken: '',
  large: `bytes=$(${READ_NUMBER('bytes')})
printf '{"text": "%s"}\\n' "$(head -c "$bytes" /dev/zero | tr '\\0' x)"`,
  flood: `lines=$(${READ_NUMBER('lines')})
yes "$(head -c 1000 /dev/zero | tr '\\0' x)" | head -n "$lines"
echo '{"ok": true}'`,
  sentinel: `echo XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX
echo XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX >&2
echo '{"ok": true}'`,
  unterminated: `printf 'half a line' >&2
echo '{"ok": true}'`,
  binary: String.raw`printf 'caf\351\n' >&2
echo '{"ok": true}'`,
  directory: `printf '{"directory": "%s"}\\n' "$(pwd -P)"`,
  write: `echo line >> state
printf '{"lines": %d}\\n' "$(wc -l < state)"`,
  child: `sleep 20 &
echo '{"ok": true}'`,
  counter: `echo '{"count": 1}'`,
};

/** The samples of a runtime of executables, for targets without a manifest. */
export const SHELL_SAMPLES: Readonly<Partial<Record<SampleName, ActionCode>>> = {
  ...Object.fromEntries(Object.entries(SCRIPTS).map(([name, script]) => [name, { code: `#!/bin/sh\n${script}\n` }])),
  broken: { code: '#!/nonexistent/interpreter\n' },
};
