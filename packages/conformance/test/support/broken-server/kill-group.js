/** Sends a signal to a process group that may be gone. */
export function killGroup(pid, signal = 'SIGKILL') {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}
