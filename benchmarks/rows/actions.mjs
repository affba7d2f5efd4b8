import { equal } from '../lib/activations.mjs';
import { program, python, script } from '../lib/place.mjs';

const name = { name: 'James' };
const megabyte = { text: 'x'.repeat(1024 * 1024) };

const greeting = { value: () => name, result: equal({ greeting: 'hello' }) };
/** The bash loop answers with the whole message, the Python action with its value. */
const bashLoop = (value) => ({
  ...script('loop.sh'),
  value: () => value,
  result: (answer) => equal(value)(answer.value),
});
const echo = (value) => ({ ...python('echo.py', 'loop.py'), value: () => value, result: equal(value) });

/** What "read" of bash takes a second for is little in a quick run. */
const forBash = ({ quick }) => (quick ? { text: 'x'.repeat(1024) } : megabyte);

/** The actions of the rows: how they get to a server, what they are asked and what they answer. */
export const ACTIONS = {
  helloBash: { ...script('hello.sh'), ...greeting },
  helloNative: { ...program('hello'), ...greeting },
  cat: { ...script('cat.sh'), value: () => megabyte, result: equal(megabyte) },
  loopBash: bashLoop(name),
  loopBashLarge: {
    ...bashLoop(megabyte),
    value: forBash,
    result: (answer, context) => equal(forBash(context))(answer.value),
  },
  python: echo(name),
  /** What other proxies get of it, as the program that our loop runs, too. */
  pythonLoop: { ...script('loop.py'), value: () => name, result: equal(name) },
  pythonLarge: echo(megabyte),
  numpy: { ...python('arrays.py', 'loop.py'), value: () => ({ count: 1000 }), result: equal({ sum: 499_500 }) },
};
