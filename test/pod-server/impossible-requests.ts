/** What no server can serve: names, types, documents, patches, rules and conditions, each wrong in its own way. */

export interface Sent {
  readonly method: string;
  /** As it stands in the request line. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const ttl = { 'content-type': 'text/turtle' };
const ld = { 'content-type': 'application/ld+json' };
const n3 = { 'content-type': 'text/n3' };
const sparql = { 'content-type': 'application/sparql-update' };
const solid = '@prefix solid: <http://www.w3.org/ns/solid/terms#>.\n';

export const paths = [
  '/anna/a%00b',
  '/anna/a%2Fb',
  '/anna/a%5Cb',
  '/anna/%FF',
  '/anna/%C0%AE',
  '/anna/%zz',
  '/anna/%',
  '/anna/../etc/passwd',
  '/anna/./a',
  '/anna/%2e%2e/a',
  '/anna/%2E',
  '/anna/a//b',
  '/anna//',
  `/anna/${'n'.repeat(300)}`,
  `/anna/${'d/'.repeat(1_500)}`,
  `/anna/${encodeURIComponent('é'.repeat(200))}`,
  '/anna/a%0d%0aSet-Cookie:x',
  '/anna/a%7f',
  '/nobody/a',
  '/nobody/',
  '/.internal/accounts/',
  '/.acl',
  '/.well-known/nothing',
];

export const turtles = [
  '<a> <b>',
  '<a> <b> <c> .. ',
  '@prefix a <b>.',
  '<a> <b> "unended',
  '<a b> <c> <d>.',
  '<a> <b> <c>. }',
  'ex:a ex:b ex:c.',
  '<< <a> <b> <c> >> <d> <e>.',
  '_:a <b> _:',
  '<a> "literal" <c>.',
  '\u0000',
  '['.repeat(2_000),
  '('.repeat(2_000),
  `<a> <b> "${'x'.repeat(1_100_000)}".`,
  `<${'i'.repeat(9_000)}> <b> <c>.`,
  Array.from({ length: 1_100 }, (_, at) => `@prefix p${at}: <#${at}>.`).join('\n'),
];

export const jsons = [
  '{',
  '[1,',
  '"text"',
  '{"@context": "https://elsewhere.invalid/context"}',
  '{"@context": 5}',
  '{"@id": 5}',
  '{"@type": {"a": "b"}}',
  `${'['.repeat(20_000)}`,
  `${'{"a":'.repeat(5_000)}`,
  '{"@context": {"@vocab": ":v:"}, "a": "b"}',
];

export const patches = [
  '',
  '<a> <b> <c>.',
  `${solid}_:p a solid:InsertDeletePatch; solid:inserts "no formula".`,
  `${solid}_:p a solid:InsertDeletePatch; solid:inserts <iri>.`,
  `${solid}_:p a solid:InsertDeletePatch; solid:inserts ( { <a> <b> <c>. } ).`,
  `${solid}_:p a solid:InsertDeletePatch; solid:deletes { ?x <b> <c>. }.`,
  `${solid}_:p a solid:InsertDeletePatch; solid:inserts { <a> <b> ?x. }.`,
  `${solid}_:p a solid:InsertDeletePatch; solid:deletes { <not> <there> <either>. }.`,
  `${solid}_:p a solid:InsertDeletePatch; solid:where { ?x <nowhere> ?y. }; solid:inserts { ?x <b> <c>. }.`,
  `${solid}_:p a solid:InsertDeletePatch; solid:inserts { <a> <b> <c>. }. _:q a solid:InsertDeletePatch; solid:inserts { <a> <b> <d>. }.`,
  `${solid}_:p a solid:Other; solid:inserts { <a> <b> <c>. }.`,
  `${solid}_:p a solid:InsertDeletePatch; solid:inserts { <a> <b> `,
];

export const updates = [
  '',
  'INSERT',
  'INSERT DATA { <a> <b> }',
  'LOAD <http://127.0.0.1/secret>',
  'CLEAR ALL',
  'DROP GRAPH <a>',
  'INSERT DATA { GRAPH <a> { <a> <b> <c> } }',
  'DELETE { ?a ?b ?c } WHERE { ?a ?b ?c FILTER(?c > 3) }',
  'DELETE { ?a ?b ?c } WHERE { OPTIONAL { ?a ?b ?c } }',
  'INSERT { ?a <b> <c> } WHERE { SERVICE <http://127.0.0.1/> { ?a <b> <c> } }',
  'SELECT * WHERE { ?a ?b ?c }',
];

export const methods = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH'];

const acl =
  '@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>.';
const everything = 'acl:mode acl:Read, acl:Write, acl:Control';

/** Rules for the root that would leave the pod without anybody in control, or that nobody can read. */
const rules = [
  '',
  '<#r> a <b>',
  acl,
  `${acl} <#r> a acl:Authorization.`,
  `${acl} <#r> a acl:Authorization; acl:accessTo <./>; ${everything}.`,
  `${acl} <#r> a acl:Authorization; acl:agentClass foaf:Agent; ${everything}.`,
  `${acl} <#r> a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <./>; acl:mode acl:Read.`,
  `${acl} <#r> acl:agentClass foaf:Agent; acl:accessTo <./>; ${everything}.`,
  `${acl} <#r> a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <other>; ${everything}.`,
  `${acl} <#r> a acl:Authorization; acl:agent "anna"; acl:accessTo <./>; ${everything}.`,
];

const others: readonly (readonly [string, string])[] = [
  ['application/trig', '{ <a> <b>'],
  ['application/trig', '<g> { <a> <b> <c>'],
  ['application/trig', 'GRAPH { }'],
  ['application/n-triples', '<http://a.invalid/> <http://b.invalid/>'],
  ['application/n-triples', '"a" <http://b.invalid/> <http://c.invalid/> .'],
  ['application/n-triples', '@prefix a: <http://a.invalid/> .'],
  ['application/n-quads', '<http://a.invalid/> <http://b.invalid/> <http://c.invalid/> <g'],
  ['application/n-quads', '<http://a.invalid/> <http://b.invalid/> "c" "d" .'],
  ['text/n3', '{ <a> <b> <c>.'],
  ['text/n3', '<a> => '],
];

const more: readonly Sent[] = [
  ...[
    'LOCK',
    'UNLOCK',
    'MKCOL',
    'COPY',
    'MOVE',
    'SEARCH',
    'REPORT',
    'LINK',
    'UNLINK',
    'PURGE',
  ].flatMap((method) =>
    ['/anna/', '/anna/note.ttl', '/anna/none'].map((path) => ({ method, path })),
  ),
  ...rules.map((body) => ({ method: 'PUT', path: '/anna/.acl', headers: ttl, body })),
  ...others.flatMap(([type, body]) => [
    { method: 'PUT', path: '/anna/new', headers: { 'content-type': type }, body },
    { method: 'POST', path: '/anna/', headers: { 'content-type': type }, body },
  ]),
  ...[
    'image/png',
    'application/zip',
    'application/pdf',
    'video/*',
    'text/*;q=0',
    'application/xml',
  ].map((accept) => ({ method: 'GET', path: '/anna/note.ttl', headers: { accept } })),
  ...['text/plain', 'image/png', 'application/octet-stream', 'text/html'].flatMap((type) =>
    ['/anna/note.ttl.acl', '/anna/note.ttl.meta', '/anna/.acl', '/anna/.meta'].map((path) => ({
      method: 'PUT',
      path,
      headers: { 'content-type': type },
      body: 'x',
    })),
  ),
  ...['"x"', 'W/"x"', '"a", "b"', '""'].flatMap((tag) =>
    ['PUT', 'DELETE', 'PATCH'].map((method) => ({
      method,
      path: '/anna/note.ttl',
      headers: { ...(method === 'PATCH' ? n3 : ttl), 'if-match': tag },
      body: method === 'PATCH' ? `${solid}_:p a solid:InsertDeletePatch.` : '',
    })),
  ),
  ...['bytes=900-', 'bytes=-0', 'bytes=12345-12346'].map((range) => ({
    method: 'GET',
    path: '/anna/note.ttl',
    headers: { range },
  })),
  ...[n3, sparql].flatMap((headers) =>
    ['/anna/photo', '/anna/none/.meta'].map((path) => ({
      method: 'PATCH',
      path,
      headers,
      body:
        headers === n3
          ? `${solid}_:p a solid:InsertDeletePatch; solid:inserts { <a> <b> <c>. }.`
          : 'INSERT DATA { <a:a> <b:b> <c:c> }',
    })),
  ),
  {
    method: 'PATCH',
    path: '/anna/',
    headers: n3,
    body: `${solid}_:p a solid:InsertDeletePatch; solid:inserts { <> <http://www.w3.org/ns/ldp#contains> <x>. }.`,
  },
  {
    method: 'PATCH',
    path: '/anna/',
    headers: sparql,
    body: `INSERT DATA { <> <http://www.w3.org/ns/ldp#contains> <x> }`,
  },
  {
    method: 'PUT',
    path: '/anna/new/',
    headers: ttl,
    body: `<> <http://www.w3.org/ns/ldp#contains> <x>.`,
  },
  ...['/anna/note.ttl', '/anna/none', '/anna/none/', '/anna/none/deeper/'].map((path) => ({
    method: 'POST',
    path,
    headers: ttl,
    body: '',
  })),
];

export const refused: readonly Sent[] = [
  ...more,
  ...paths.flatMap((path) => methods.map((method) => ({ method, path, headers: ttl, body: '' }))),
  ...turtles.flatMap((body) =>
    ['/anna/new.ttl', '/anna/new/', '/anna/note.ttl.acl', '/anna/note.ttl.meta'].map((path) => ({
      method: 'PUT',
      path,
      headers: ttl,
      body,
    })),
  ),
  ...turtles.map((body) => ({ method: 'POST', path: '/anna/', headers: ttl, body })),
  ...jsons.flatMap((body) => [
    { method: 'PUT', path: '/anna/new.jsonld', headers: ld, body },
    { method: 'POST', path: '/anna/', headers: ld, body },
  ]),
  ...patches.flatMap((body) =>
    ['/anna/note.ttl', '/anna/'].map((path) => ({ method: 'PATCH', path, headers: n3, body })),
  ),
  ...updates.slice(1).map((body) => ({
    method: 'PATCH',
    path: '/anna/note.ttl',
    headers: sparql,
    body,
  })),
  ...['text/plain', 'application/json', 'nonsense', 'text/turtle'].map((type) => ({
    method: 'PATCH',
    path: '/anna/note.ttl',
    headers: { 'content-type': type },
    body: 'x',
  })),
  ...['PUT', 'POST', 'PATCH'].flatMap((method) =>
    ['/anna/x', '/anna/'].map((path) => ({ method, path, body: 'x' })),
  ),
  ...['nonsense', 'text', 'text/', '/turtle', ';', 'text/tur tle'].map((type) => ({
    method: 'PUT',
    path: '/anna/x',
    headers: { 'content-type': type },
    body: 'x',
  })),
  { method: 'PUT', path: '/anna/x', headers: { ...ttl, 'content-range': 'bytes 0-1/2' }, body: '' },
  { method: 'PUT', path: '/anna/x', headers: { ...ttl, 'content-encoding': 'gzip' }, body: '' },
  { method: 'PUT', path: '/anna/x', headers: { ...ttl, 'if-match': '"other"' }, body: '' },
  { method: 'PUT', path: '/anna/x', headers: { ...ttl, 'if-match': '*' }, body: '' },
  { method: 'PUT', path: '/anna/note.ttl', headers: { ...ttl, 'if-none-match': '*' }, body: '' },
  { method: 'PUT', path: '/anna/note.ttl/', headers: ttl, body: '' },
  { method: 'PUT', path: '/anna/note.ttl/below', headers: ttl, body: '' },
  { method: 'PUT', path: '/anna/note.ttl.acl.acl', headers: ttl, body: '' },
  { method: 'PUT', path: '/anna/gone.ttl.acl', headers: ttl, body: '' },
  {
    method: 'PUT',
    path: '/anna/note.ttl.acl',
    headers: { 'content-type': 'text/html' },
    body: 'x',
  },
  { method: 'PUT', path: '/anna/note.ttl.acl', headers: ttl, body: '' },
  {
    method: 'PUT',
    path: '/anna/',
    headers: ttl,
    body: '<> <http://www.w3.org/ns/ldp#contains> <x>.',
  },
  { method: 'DELETE', path: '/anna/' },
  { method: 'DELETE', path: '/anna/.acl' },
  { method: 'DELETE', path: '/anna/nothing' },
  { method: 'TRACE', path: '/anna/note.ttl' },
  { method: 'PROPFIND', path: '/anna/' },
  { method: 'GET', path: '/anna/note.ttl', headers: { accept: 'image/png' } },
  { method: 'GET', path: '/anna/note.ttl', headers: { range: 'bytes=900-' } },
  { method: 'GET', path: '/anna/?limit=0' },
  { method: 'GET', path: '/anna/?limit=many' },
  { method: 'GET', path: '/anna/note.ttl', headers: { host: 'elsewhere.invalid' } },
  { method: 'GET', path: '/anna/note.ttl', headers: { 'if-match': '"other"' } },
];
