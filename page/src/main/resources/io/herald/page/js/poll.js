/* Reads something at intervals while the tab is visible. */

/**
 * Calls at once, and then that long after each call has ended.
 *
 * @param {number} interval in milliseconds
 * @param {function(): Promise} call its failures are its own business
 * @returns {function()} stops it
 */
export function every(interval, call) {
  let timer = 0;
  let stopped = false;
  let running = false;
  const run = async () => {
    clearTimeout(timer);
    if (running || stopped || document.hidden) {
      return;
    }
    running = true;
    await call();
    running = false;
    if (!stopped) {
      timer = setTimeout(run, interval);
    }
  };
  document.addEventListener('visibilitychange', run);
  run();
  return () => {
    stopped = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', run);
  };
}
