// @ts-check
/**
 * The actions: each does what the parameter `kind` says, and marks its log lines with `soak ID NUMBER`.
 * What they leave behind would run for an hour, so that it is found.
 */

/** Processes that are left behind, some of them out of the group, some with the output. */
const LEFTOVERS = 'sleep 3600 >/dev/null 2>&1 & sleep 3600 & setsid sleep 3600 >/dev/null 2>&1 & setsid sleep 3600 &';

/** For a shell. The parameters come in this order, none of them needs an escape. */
const SHELL = `ulimit -c 0
rest=\${1#*'"id":"'} id=\${rest%%'"'*}
rest=\${1#*'"kind":"'} kind=\${rest%%'"'*}
rest=\${1#*'"echo":"'} echo=\${rest%%'"'*}
rest=\${1#*'"lines":"'} lines=\${rest%%'"'*}
number=1
while [ $number -le $lines ]; do
  echo "soak $id $number of the lines that an action writes to its standard output, live"
  echo "soak $id $number of the lines that an action writes to its standard error, live" >&2
  number=$((number + 1))
done
case $kind in
  error) echo "{\\"error\\":\\"$echo\\"}"; exit ;;
  segfault) kill -SEGV $$ ;;
  exit) exit 1 ;;
  timeout) sleep 5 ;;
  stubborn) trap '' TERM; sleep 5 ;;
  forking)
    ${LEFTOVERS}
    ;;
esac
echo "{\\"echo\\":\\"$echo\\"}"
`;

const PYTHON = `import os, resource, signal, subprocess, sys, time

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
started = []

def main(args):
    for number in range(1, int(args["lines"]) + 1):
        print("soak %s %d of the lines that an action writes to its standard output, live" % (args["id"], number))
        print("soak %s %d of the lines that an action writes to its standard error, live" % (args["id"], number), file=sys.stderr)
    kind = args["kind"]
    if kind == "error":
        return {"error": args["echo"]}
    if kind == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "exit":
        os._exit(1)
    if kind == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind in ("timeout", "stubborn"):
        time.sleep(5)
    if kind == "forking":
        for session in (False, True):
            for output in (None, subprocess.DEVNULL):
                started.append(subprocess.Popen(["sleep", "3600"], stdout=output, stderr=output, start_new_session=session))
    return {"echo": args["echo"]}
`;

/** Speaks ActionLoop, and acknowledges when the runtime has stopped to wait for that: it does not mention the variable. */
const SLOW_LOOP = `#!/bin/bash
ulimit -c 0
sleep 1.2
echo '{"ok":true}' >&3
while IFS= read -r message; do
  rest=\${message#*'"id":"'} id=\${rest%%'"'*}
  rest=\${message#*'"kind":"'} kind=\${rest%%'"'*}
  rest=\${message#*'"echo":"'} echo=\${rest%%'"'*}
  rest=\${message#*'"lines":"'} lines=\${rest%%'"'*}
  for ((number = 1; number <= lines; number++)); do
    echo "soak $id $number of the lines that an action writes to its standard output, live"
    echo "soak $id $number of the lines that an action writes to its standard error, live" >&2
  done
  answer="{\\"echo\\":\\"$echo\\"}"
  case $kind in
    error) answer="{\\"error\\":\\"$echo\\"}" ;;
    segfault) kill -SEGV $$ ;;
    exit) exit 1 ;;
    timeout) sleep 5 ;;
    stubborn) trap '' TERM; sleep 5 ;;
    forking)
      ${LEFTOVERS}
      ;;
  esac
  echo "$answer" >&3
done
`;

/** What a shell of its own prints passes through processes that it does not wait for. */
const FILTERS = 'exec 2> >(sed -u s/live/live/ >&2) > >(tee /dev/null)\n';

export const ACTIONS = {
  native: `#!/bin/sh\n${SHELL}`,
  bash: SHELL,
  filters: FILTERS + SHELL,
  // Not \$$: that is not the process of the activation where a bash that waits runs the script.
  sourced: SHELL.replace('$$', '$BASHPID'),
  loop: SLOW_LOOP,
  python: PYTHON,
};

/**
 * The parameters as the actions take them.
 * @param {import('./mix.js').Activation} activation
 */
export function parameters({ id, kind, echo, lines }) {
  return { id, kind, echo, lines: String(lines) };
}
