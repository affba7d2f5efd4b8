import { isEntry } from '../../src/single-entry/is-entry.js';

test.each(['/', '/?', '/?a=/b', 'http://action', 'http://action/', 'HTTPS://action:8080/?a', 'http://action?a'])(
  '%s is the single entry point',
  (target) => {
    expect(isEntry(target)).toBe(true);
  },
);

test.each(['/run', '//', '/a?b=/', '*', 'http://action/run', 'action:80', '/;a'])('%s is not', (target) => {
  expect(isEntry(target)).toBe(false);
});
