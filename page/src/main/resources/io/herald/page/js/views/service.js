/* One service: its instances, the names of its records, and what a resolver gets. */

import { fill, h } from '../dom.js';
import { read } from '../api.js';
import { healthBar } from '../health.js';
import { instanceRow, INSTANCE_COLUMNS } from '../instances.js';
import { InstanceDetails } from '../details.js';
import { parts, path } from '../keys.js';
import { LiveList } from '../list.js';
import { recordNames } from '../names.js';
import { Resolver } from '../resolver.js';
import { to } from '../route.js';

export function service(route, server) {
  const key = route.argument;
  const head = h('div.facts');
  const bar = healthBar();
  const resolver = new Resolver(server);
  const names = recordNames(key, server, (name, type) => resolver.follow(name, type));
  const details = new InstanceDetails();
  const filter = {};
  let title = null;
  let unknown = false;

  const list = new LiveList({
    path: `${path(key)}/instances`,
    params: () => ({}),
    watch: () => filter,
    style: 'instances',
    noun: 'instance',
    empty: 'No instance is running.',
    table: {
      label: 'Instances', columns: INSTANCE_COLUMNS, key: (item) => item.id,
      create: () => instanceRow((item, opener) => details.open(item, opener)),
    },
    event: (kind, instance) => details.changed(kind, instance),
    read: () => readHead(),
    failed: (error) => noService(error),
    server,
  });

  async function readHead() {
    try {
      const { data } = await read(path(key), { limit: 1 });
      show(data);
    } catch (error) {
      list.failed(error);
    }
  }

  /** Whether the error says that the key stands for no one service; then this is all that the view says. */
  function noService({ status, problem }) {
    const none = status === 404 || status === 300;
    if (none && !unknown) {
      unknown = true;
      title = null;
      rest.hidden = true;
      fill(head, status === 404 ? gone() : choices(problem));
    }
    return none;
  }

  function show(data) {
    Object.assign(filter, { framework: data.framework, name: data.name, environment: data.environment });
    if (title !== data.name) {
      title = data.name;
      document.title = `${data.name} · Herald`;
      heading.textContent = data.name;
      fill(head, fact('framework', data.framework), data.environment ? fact('environment', data.environment) : null,
        bar.element);
    }
    bar.update(data.healthy, data.instances);
    if (unknown) {
      unknown = false;
      rest.hidden = false;
      list.rows.layout();
    }
    names.read();
  }

  function gone() {
    return h('p.note', null, 'There is no service of this name now. ', h('a', { href: to('services') },
      'All services'));
  }

  function choices(problem) {
    return [h('p.note', null, 'Several services have this name: '),
      h('ul', null, (problem?.choices ?? []).map((one) => h('li', null, h('a', { href: to('service', one) }, one))))];
  }

  const heading = h('h1', null, parts(key).name);
  const rest = h('div', null, h('h2', null, 'Instances'), list.element,
    h('div.halves', null, names.element, resolver.element));
  return {
    title: parts(key).name,
    element: h('article.service', null,
      h('nav.crumbs', { 'aria-label': 'Where you are' }, h('a', { href: to('services') }, 'Services'), ' /'),
      heading, head, rest, details.element),
    shown: async () => {
      await readHead();
      list.start();
    },
    close: () => list.close(),
  };
}

function fact(name, value) {
  return h('span.fact', null, h('span.muted', null, `${name} `), value);
}
