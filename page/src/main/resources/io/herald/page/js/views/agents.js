/* The cluster's agents. */

import { listView } from '../listview.js';
import { h, write } from '../dom.js';
import { to } from '../route.js';

export function agents(route) {
  return listView(route, {
    name: 'agents',
    title: 'Agents',
    path: 'v2/agents',
    style: 'agents',
    noun: 'agent',
    empty: 'No agent matches.',
    search: 'Search agents',
    columns: [
      { title: 'Host', name: 'name' }, { title: 'Addresses', name: 'addresses' }, { title: 'Id', name: 'id' },
      { title: 'Instances', name: 'count' },
    ],
    create: () => {
      const host = h('a');
      const addresses = h('span');
      const id = h('span');
      const count = h('span');
      return {
        cells: [host, addresses, id, count],
        update: (item) => {
          write(host, item.hostname);
          host.href = to('services', '', { q: item.hostname });
          write(addresses, (item.addresses ?? []).join(', '));
          write(id, item.id);
          id.title = item.id;
          write(count, item.instances ?? '');
        },
      };
    },
  });
}
