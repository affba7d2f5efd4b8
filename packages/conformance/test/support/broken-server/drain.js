const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
const SECOND_SIGNAL_MS = 7_000;

/** What happens on a signal: what was accepted is finished, then the server exits. */
export function createDrain({ action, exit, is, isKnative, close, stderr }) {
  const quietMs = isKnative ? 500 : 100;
  let active = 0;
  let signalled = false;
  let refusing = false;
  let hadActive = false;
  let timer;

  function wait() {
    clearTimeout(timer);
    if (!signalled || active > 0) return;
    if (is('forgets-signal') && hadActive) return;
    timer = setTimeout(() => void finish(), quietMs);
  }

  async function finish() {
    refusing = true;
    await close();
    exit(is('exit-status-after-signal') ? 1 : 0);
  }

  return {
    get isStopping() {
      return signalled;
    },
    get isRefusing() {
      return refusing || (signalled && is('refuses-during-drain'));
    },
    enter(response) {
      active += 1;
      if (signalled && !is('keeps-connections-while-draining')) response.setHeader('Connection', 'close');
    },
    leave() {
      active -= 1;
      wait();
    },
    signal(name) {
      if (is('ignores-sigterm') && name === 'SIGTERM') return;
      if (is('ignores-sigint') && name === 'SIGINT') return;
      if (is('talks-at-shutdown')) stderr(Buffer.from(`${name} received, good-bye\n`));
      if (is('drops-running-at-signal') && active > 0) {
        action.kill();
        exit(143);
        return;
      }
      if (signalled) {
        if (is('ignores-second-signal') || is('forgets-signal')) return;
        const stop = () => {
          action.kill();
          exit(128 + NUMBERS[name]);
        };
        if (is('second-signal-waits')) setTimeout(stop, SECOND_SIGNAL_MS);
        else stop();
        return;
      }
      signalled = true;
      hadActive = active > 0;
      if (is('drops-logs-at-signal')) action.muteLogs();
      if (is('drops-waiting-at-signal')) action.dropWaiting();
      wait();
    },
  };
}
