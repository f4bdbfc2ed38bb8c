/* The kinds of problems in words, with what to do about each. */

const KINDS = {
  'host': ['A host that is no host', 'Neither an address nor a host name; see what registered with it.'],
  'unresolved-host': ['A host name that can’t be resolved', 'Its tasks have no address until it can. Check this machine’s resolver, or have agents register with their addresses.'],
  'address': ['An address that is none', 'A container reports it; its other addresses are served.'],
  'label': ['A label without effect', 'Its value can’t be read; the sentence says what it may be.'],
  'port': ['A port that no packet can hold', 'Port numbers go from 1 to 65535.'],
  'metadata': ['Metadata of an announcement that can’t be read', 'It counts as absent; the announcement is served.'],
  'too-many-ports': ['More ports than are published of one task', 'The first ones are served.'],
  'empty-label': ['A name without a usable character', 'DNS needs a letter or digit in it; rename the task or framework.'],
  'name-too-long': ['A name that is too long', 'DNS names have at most 255 bytes.'],
  'wildcard': ['A name that is a wildcard', 'A label * would stand for every name; rename it.'],
  'collision': ['Different things of one name', 'Their answers are mixed; rename one, or use names that tell them apart.'],
  'zone-file': ['A zone file that can’t be used', 'Its last good records are served.'],
  'reserved': ['A framework with a name of the zone’s own', 'Rename it, or set shareOwnNames.'],
  'too-many-records': ['More records than a message can carry', 'Each answer holds a part of them, another one each time.'],
};

/** @returns {{title: string, remedy: string}} for a kind as the API spells it */
export function meaning(kind) {
  const [title, remedy] = KINDS[kind] ?? [kind.replaceAll('-', ' '), ''];
  return { title, remedy };
}
