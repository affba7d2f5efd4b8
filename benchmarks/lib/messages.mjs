const HOUR_MS = 3_600_000;

/** The body of an init, by default one without code: the action is already in place. */
export function initMessage(fields = {}) {
  return Buffer.from(JSON.stringify({ value: { name: 'bench', main: 'main', ...fields } }));
}

/** The body of a run, with the context that the platform sends. `value` comes first: the floor relies on it. */
export function runMessage(value) {
  return Buffer.from(
    JSON.stringify({
      value,
      namespace: 'guest',
      action_name: '/guest/bench',
      action_version: '0.0.1',
      activation_id: '31c2ae8e4a4e4f5d82ae8e4a4e7f5d3b',
      transaction_id: 'hbSOKaYnXJ2VsUNOWcOSFdgBJIqkvKOT',
      deadline: String(Date.now() + HOUR_MS),
    }),
  );
}
