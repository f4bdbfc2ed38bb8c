/* Command lines that ask the DNS server that this page belongs to. */

/** @param {Object} config as /v1/config gives it */
export function digLine(config, name, type) {
  const everywhere = !config.Listener || ['0.0.0.0', '::', '*'].includes(config.Listener);
  const host = everywhere ? location.hostname.replace(/^\[|\]$/g, '') : config.Listener;
  const port = config.Port && config.Port !== 53 ? ` -p ${config.Port}` : '';
  return `dig @${host}${port} ${quoted(name)} ${type}`;
}

/** A name as one word of a POSIX shell: what a task is called must not become a command. */
function quoted(name) {
  return /^[A-Za-z0-9._-]+$/.test(name) && !name.startsWith('-') ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
