import { parseImageName } from '../../src/container/image-name.js';

const NOTHING = { registry: undefined, prefix: undefined, tag: undefined, digest: undefined };
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('the name of an image', () => {
  it.each([
    ['python', { name: 'python' }],
    ['python:3.12-slim', { name: 'python', tag: '3.12-slim' }],
    ['team/python:1.0', { prefix: 'team', name: 'python', tag: '1.0' }],
    ['a/b/c_d__e-f.g:_x', { prefix: 'a/b', name: 'c_d__e-f.g', tag: '_x' }],
    ['docker.io/library/node', { registry: 'docker.io', prefix: 'library', name: 'node' }],
    ['localhost/team/python:1', { registry: 'localhost', prefix: 'team', name: 'python', tag: '1' }],
    ['registry:5000/python', { registry: 'registry:5000', name: 'python' }],
    ['127.0.0.1:5001/tenant', { registry: '127.0.0.1:5001', name: 'tenant' }],
    [`team/python@${DIGEST}`, { prefix: 'team', name: 'python', digest: DIGEST }],
    [`python:1@${DIGEST}`, { name: 'python', tag: '1', digest: DIGEST }],
  ])('%s is read', (text, parts) => {
    expect(parseImageName(text)).toEqual({ ...NOTHING, ...parts });
  });

  it.each(['', ':1.0', 'Python', 'a b', 'team//python', '/python', 'python:', 'python:-x', 'a.-b', 'x@sha256:12'])(
    '"%s" is none',
    (text) => {
      expect(parseImageName(text)).toBeUndefined();
    },
  );
});
