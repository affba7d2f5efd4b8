/** Events that the CloudEvents SDK makes, sent through the sidecar. */
import { createRequire } from 'node:module';

const ATTRIBUTES = { id: '1', source: '/s', type: 't', time: '2026-03-04T05:06:07.000Z', data: { key: 'value' } };

/** `make` gets the SDK, and returns the message that it made. */
export const EVENTS = [
  {
    id: 'sdk-binary',
    name: 'event of the SDK, binary',
    sent: '`HTTP.binary`',
    make: ({ CloudEvent, HTTP }) => HTTP.binary(new CloudEvent(ATTRIBUTES)),
  },
  {
    id: 'sdk-structured',
    name: 'event of the SDK, structured',
    sent: '`HTTP.structured`',
    make: ({ CloudEvent, HTTP }) => HTTP.structured(new CloudEvent(ATTRIBUTES)),
  },
  {
    id: 'sdk-binary-text',
    name: 'event of the SDK with an extension `ü€`',
    sent: '`HTTP.binary`',
    make: ({ CloudEvent, HTTP }) => HTTP.binary(new CloudEvent({ ...ATTRIBUTES, extra: 'ü€' })),
  },
  {
    id: 'sdk-list',
    name: 'list of two events',
    sent: '`HTTP.structured`',
    make: ({ CloudEvent, HTTP }) => HTTP.structured([new CloudEvent(ATTRIBUTES), new CloudEvent(ATTRIBUTES)]),
  },
];

export async function seeEvent({ sent, make }, folder, { queue, stop }) {
  try {
    const sdk = createRequire(`${folder}/`)('cloudevents');
    const { headers, body } = make(sdk);
    const type = headers['content-type'];
    let response;
    try {
      response = await fetch(queue.url, { method: 'POST', headers, body });
    } catch (error) {
      return { sent: `${sent}: ${type}`, answer: `not sent: ${error.message.replace(/^(.*?) because.*/s, '$1')}` };
    }
    const text = await response.text();
    if (response.status !== 200) return { sent: `${sent}: ${type}`, answer: `${response.status} ${text.trim()}` };
    const { __ow_headers: arrived = {}, ...parameters } = JSON.parse(text);
    const attributes = Object.keys(arrived).filter((name) => name.startsWith('ce-'));
    const data = Object.keys(parameters).filter((name) => !name.startsWith('__ow_'));
    return {
      sent: `${sent}: ${type}`,
      answer: '200',
      arrives: `${[...attributes.sort(), `content-type ${arrived['content-type']}`].join(', ')}; data: ${data.join(', ')}`,
    };
  } finally {
    await stop();
  }
}
