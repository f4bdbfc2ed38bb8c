/* The cluster's frameworks. */

import { listView } from '../listview.js';
import { h, write } from '../dom.js';
import { to } from '../route.js';

export function frameworks(route) {
  return listView(route, {
    name: 'frameworks',
    title: 'Frameworks',
    path: 'v2/frameworks',
    style: 'frameworks',
    noun: 'framework',
    empty: 'No framework matches.',
    search: 'Search frameworks',
    columns: [
      { title: 'Name', name: 'name' }, { title: 'Id', name: 'id' }, { title: 'Services', name: 'services' },
      { title: 'Instances', name: 'count' },
    ],
    create: () => {
      const name = h('a');
      const id = h('span');
      const services = h('span');
      const count = h('span');
      return {
        cells: [name, id, services, count],
        update: (item) => {
          write(name, item.name);
          name.href = to('services', '', { framework: item.name });
          write(id, item.id);
          id.title = item.id;
          write(services, item.services ?? '');
          write(count, item.instances ?? '');
        },
      };
    },
  });
}
