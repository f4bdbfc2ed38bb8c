/* Service keys: framework:name or framework:name:environment, each part percent-encoded. */

/** The parts of a key. */
export function parts(key) {
  const [framework, name = '', environment = ''] = key.split(':').map(decode);
  return key.includes(':') ? { framework, name, environment } : { framework: '', name: framework, environment: '' };
}

/** The path of a service below the server. Keys of the API stand as they are, only those typed by hand need care. */
export function path(key) {
  return `v2/services/${key.replace(/[^\w%:.~!$&'()*+,;=@-]/g, encodeURIComponent)}`;
}

/** Percent-encoded text; one that isn't stays as it is. */
export function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // typed by hand
  }
}
