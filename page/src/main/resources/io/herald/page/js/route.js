/* Addresses of the views: #/services?q=web, #/service/KEY. The fragment never leaves the browser. */

import { decode } from './keys.js';

/** The view's name, its argument and its parameters, from the address. */
export function here() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?', 2);
  const [name, argument] = path.split('/', 2);
  return { name: name || 'services', argument: decode(argument ?? ''), params: new URLSearchParams(query ?? '') };
}

/** An address of a view. */
export function to(name, argument, params) {
  const query = new URLSearchParams(Object.entries(params ?? {}).filter(([, value]) => value)).toString();
  return `#/${name}${argument ? `/${encodeURIComponent(argument)}` : ''}${query ? `?${query}` : ''}`;
}

/** Changes the address without leaving the view. */
export function note(name, argument, params) {
  history.replaceState(null, '', to(name, argument, params));
}
