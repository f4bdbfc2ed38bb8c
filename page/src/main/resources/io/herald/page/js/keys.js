/* Service keys: framework:name or framework:name:environment, each part percent-encoded. */

/** The parts of a key. */
export function parts(key) {
  const [framework, name = '', environment = ''] = key.split(':').map(decode);
  return key.includes(':') ? { framework, name, environment } : { framework: '', name: framework, environment: '' };
}

/** The path of a service below the server. A key is already encoded as it stands in paths. */
export function path(key) {
  return `v2/services/${key.split(':').map((part) => encodeURIComponent(decode(part))).join(':')}`;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand
  }
}
