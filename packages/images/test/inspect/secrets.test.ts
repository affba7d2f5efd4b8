import { toArchivedFacts } from '../../src/inspect/image-facts.js';
import { findSecrets } from '../../src/inspect/secrets.js';

const image = (environment: readonly string[], history: readonly string[] = []) => ({
  ...toArchivedFacts({ names: ['x:1'], platforms: [], bytes: 0 }, {}),
  environment,
  history,
});

describe('secrets in an image', () => {
  it.each([
    'API_KEY',
    'OPENAI_API_KEY',
    '__OW_API_KEY',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'NPM_TOKEN',
    'DB_PASSWORD',
    'client_secret',
    'PRIVATE_KEY',
  ])('are found by the name of a variable: %s', (name) => {
    expect(findSecrets(image([`${name}=hunter2`]))).toEqual({ holds: false, found: `in the environment: ${name}` });
  });

  it.each([
    'GPG_KEY=E3FF2839',
    'PYTHON_SHA256=ab',
    'KEYBOARD=de',
    'TOKENIZER=fast',
    'PASSWORD_FILE=/run/x',
    'NPM_TOKEN=',
  ])('are not suspected in %s', (variable) => {
    expect(findSecrets(image([variable]))).toMatchObject({ holds: true });
  });

  it.each([
    'RUN |1 NPM_TOKEN=abc /bin/sh -c npm ci # buildkit',
    '/bin/sh -c export NPM_TOKEN="abc" && npm ci',
    '/bin/sh -c #(nop)  ARG NPM_TOKEN=abc',
  ])('are suspected in a line of the build: %s', (line) => {
    expect(findSecrets(image([], [line]))).toEqual({ holds: 'partly', found: 'in the build history: NPM_TOKEN' });
  });

  it.each([
    'RUN NPM_TOKEN=$(cat /run/secrets/npm) npm ci',
    'RUN NPM_TOKEN="$TOKEN" npm ci',
    'ARG NPM_TOKEN',
    'RUN curl --form-TOKEN=x',
    'RUN NPM_TOKEN= npm ci',
  ])('are not suspected in %s', (line) => {
    expect(findSecrets(image([], [line]))).toMatchObject({ holds: true });
  });

  it('are never shown', () => {
    const { found } = findSecrets(image(['NPM_TOKEN=hunter2'], ['ARG API_KEY=hunter2']));
    expect(found).not.toContain('hunter2');
  });
});
