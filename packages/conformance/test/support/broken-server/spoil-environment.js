/** Faults in how the environment of an action is put together. */
export function createEnvironments(container, is) {
  let accumulated = {};
  let first;
  let runs = 0;

  return {
    /** @param kept the env of the init without its context @param all with it @param context that of the message */
    merge(kept, all, context) {
      runs += 1;
      first ??= context;
      accumulated = { ...accumulated, ...context };
      const init = is('init-environment-once') && runs > 1 ? {} : kept;
      const base = hide(container);
      if (is('first-context-stays')) return { ...base, ...init, ...first };
      if (is('context-accumulates')) return { ...base, ...init, ...accumulated };
      if (is('init-before-message')) return { ...base, ...context, ...all };
      if (is('init-context-stays')) return { ...base, ...all, ...context };
      if (is('container-before-init')) return { ...init, ...base, ...context };
      return { ...base, ...init, ...context };
    },
  };

  function hide(variables) {
    const visible = Object.entries(variables).filter(
      ([name]) =>
        !(is('container-environment-hidden') && name !== 'PATH') &&
        !(is('container-context-hidden') && name.startsWith('__OW_')) &&
        !(is('without-path') && name === 'PATH'),
    );
    return Object.fromEntries(visible);
  }
}
