import { compact } from '../../src/single-entry/json.js';

test.each([
  ['{ "a" : [ 1 , 2.50 , "x y" ] , "a" : null }', '{"a":[1,2.50,"x y"],"a":null}'],
  ['\r\n{\t"a b"\n:\r"c\\" d\\\\" , "e" : { } }\n', '{"a b":"c\\" d\\\\","e":{}}'],
  [' "\\\\\\" \\u0020 ü" ', '"\\\\\\" \\u0020 ü"'],
  [' 12345678901234567890 ', '12345678901234567890'],
])('%j without white space between tokens is %j', (json, expected) => {
  expect(compact(Buffer.from(json)).toString()).toBe(expected);
});
