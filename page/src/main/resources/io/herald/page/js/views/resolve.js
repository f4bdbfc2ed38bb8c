/* What the DNS server answers for a name, and why. */

import { h } from '../dom.js';
import { Resolver } from '../resolver.js';
import { note } from '../route.js';

export function resolve(route, server) {
  const resolver = new Resolver(server, (name, type) => note('resolve', '', { name, type }));
  return {
    title: 'Resolve',
    element: h('div', null, h('h1.unseen', null, 'Resolve a name'), resolver.element),
    shown: () => {
      const name = route.params.get('name');
      if (name) {
        resolver.ask(name, route.params.get('type') ?? 'A');
      }
    },
    close: () => {},
  };
}
