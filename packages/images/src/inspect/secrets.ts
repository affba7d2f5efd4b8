import type { Finding } from './check.js';
import type { ImageFacts } from './image-facts.js';

const WORDS =
  'API_?KEY|ACCESS_?KEY(?:_?ID)?|PRIVATE_?KEY|SECRET(?:_?KEY)?|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|AUTH_?KEY';
const NAME = new RegExp(`^(?:\\w+_)?(?:${WORDS})$`, 'i');

/** An assignment in a build line, whose value is neither a variable nor the output of a command. */
const ASSIGNMENT = /(?<![\w$-])(\w+)=(?!["']?[$`]|["']{2}|\s|$)\S/g;

/** Finds variables that are named like secrets; never shows a value. Those of the build history may be harmless, so they are a warning. */
export function findSecrets({ environment, history }: ImageFacts): Finding {
  const variables = environment.filter((line) => !line.endsWith('=')).map((line) => line.split('=')[0] ?? '');
  const named = variables.filter((name) => NAME.test(name));
  const built = history.flatMap((line) => Array.from(line.matchAll(ASSIGNMENT), ([, name = '']) => name));
  const suspect = [...new Set(built.filter((name) => NAME.test(name) && !named.includes(name)))];
  if (named.length > 0) {
    return { holds: false, found: `in the environment: ${named.join(', ')}` };
  }
  return suspect.length > 0
    ? { holds: 'partly', found: `in the build history: ${suspect.join(', ')}` }
    : { holds: true, found: 'no variable is named like a secret' };
}
