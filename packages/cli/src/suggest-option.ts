const RUNNER = 'the runner is chosen by the kind of action, or by --runner';
const MAIN = 'the function is named by --main';
const FILE = 'parameters are read from a JSON file by -P FILE, from stdin by -P -';
const ENVIRONMENT = 'a variable is set by -e NAME=VALUE, several by env in actionrunner.json';
const NO_PLATFORM = 'the action is a file and runs here: there is no platform, no account and no entity of one';
const DEBUGGER = 'for a debugger: actionrunner dev hello.js --inspect, or invoke';

/** What the options of wsk, of the functions frameworks, of Lambda's tools and of curl are called here. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  '--kind': RUNNER,
  '--native': 'for any executable: --runner native',
  '-m': 'the memory of a container is limited by --memory, with --image',
  '--memory': 'the memory of a container is limited by invoke --image IMAGE --memory',
  '--logsize': 'the logs are limited by limits.logs in actionrunner.json, in megabytes',
  '-l': 'the logs are limited by limits.logs in actionrunner.json, in megabytes',
  '--web': 'to answer web requests: actionrunner serve RUNNER --platform knative',
  '--signature-type': 'for web requests and CloudEvents: actionrunner serve RUNNER --platform knative',
  '--target': MAIN,
  '--function': MAIN,
  '--handler': MAIN,
  '--source': 'the action is the argument, without an option',
  '--event': FILE,
  '--data': FILE,
  '-d': FILE,
  '--env-vars': ENVIRONMENT,
  '--auth': NO_PLATFORM,
  '-u': NO_PLATFORM,
  '--apihost': NO_PLATFORM,
  '--insecure': NO_PLATFORM,
  '-i': NO_PLATFORM,
  '--annotation': NO_PLATFORM,
  '-a': NO_PLATFORM,
  '--sequence': NO_PLATFORM,
  '--inspect': DEBUGGER,
  '--inspect-brk': DEBUGGER,
  '--debug': DEBUGGER,
};

/** Suggests what an option means that a command does not have, from the error about it. @returns undefined if that is unknown */
export function suggestOption(message: string): string | undefined {
  const option = /^error: unknown option '([^'=]+)/.exec(message)?.[1] ?? '';
  return Object.hasOwn(SUGGESTIONS, option) ? SUGGESTIONS[option] : undefined;
}
