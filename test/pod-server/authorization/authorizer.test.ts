import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Authorizer } from '../../../pod-server/authorization/authorizer.ts';
import { LinkedDocuments } from '../../../pod-server/authorization/linked-documents.ts';
import { APPEND, CONTROL, READ, WRITE } from '../../../pod-server/authorization/modes.ts';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { Addresses } from '../../../pod-server/http/addresses.ts';
import { openMemoryStorage } from '../../../pod-server/storage/memory/memory-storage.ts';
import type { Storage } from '../../../pod-server/storage/storage.ts';
import { startRdf } from '../../kit/rdf.ts';

const anna = 'https://anna.exemple.invalid/#me';
const boris = 'https://boris.exemple.invalid/#me';
const addresses = new Addresses({ baseUrl: 'https://pods.exemple.invalid/' });
const prefixes =
  '@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>. ';
const rdf = startRdf();
const groupsAsked: string[] = [];
let groupHost: Server;
let groupUrl: string;
let egress: Egress;
let storage: Storage;
let authorizer: Authorizer;

beforeAll(async () => {
  groupHost = createServer((request, response) => {
    groupsAsked.push(request.url ?? '');
    const status = request.url === '/friends' ? 200 : 404;
    response.writeHead(status, { 'content-type': 'text/turtle' });
    response.end(`<#us> <http://www.w3.org/2006/vcard/ns#hasMember> <${boris}>, "${anna}".`);
  });
  await new Promise<void>((resolve) => groupHost.listen(0, '127.0.0.1', resolve));
  groupUrl = `http://127.0.0.1:${(groupHost.address() as AddressInfo).port}`;
  egress = new Egress({ allowedOrigins: [groupUrl] });
});

afterAll(async () => {
  groupHost.close();
  groupHost.closeAllConnections();
  await Promise.all([egress.close(), rdf.close()]);
});

beforeEach(() => {
  groupsAsked.length = 0;
  storage = openMemoryStorage();
  const documents = new LinkedDocuments({ storage, addresses, rdf, egress });
  const groups = (url: string) => documents.membersOf(url);
  authorizer = new Authorizer({ storage, addresses, rdf, groups });
});

interface Document {
  readonly body: string;
  readonly contentType?: string;
}

async function pod(documents: Readonly<Record<string, string | Document>>, owners = [anna]) {
  await storage.createPod('anna', { owners, changes: Object.entries(documents).map(change) });
}

function change([path, document]: [string, string | Document]) {
  const { body, contentType = 'text/turtle' } =
    typeof document === 'string' ? { body: prefixes + document } : document;
  return { kind: 'put', path, contentType, body: Buffer.from(body) } as const;
}

async function write(path: string, document: string | Document): Promise<void> {
  const changes = [change([path, document])];
  expect(await storage.commit('anna', { changes, preconditions: [] })).toMatchObject({
    kind: 'done',
  });
}

async function permissions(path: string, agent?: string, origin?: string) {
  const state = (await storage.read('anna', []))?.state;
  if (state === undefined) throw new Error('There should be a pod');
  const target = { pod: 'anna', path, url: addresses.urlOf('anna', path) };
  const credentials = agent === undefined ? {} : { agent };
  const { user, public: everybody } = await authorizer.permissions(
    target,
    state,
    credentials,
    origin,
  );
  return { user, everybody };
}

const rule = (text: string) => `[] a acl:Authorization; ${text} .`;

describe('the nearest ACL document decides alone', () => {
  test('and is inherited by what lies below, also by what does not exist', async () => {
    await pod({
      '/data/card': '',
      '/.acl': rule(`acl:default <./>; acl:mode acl:Read; acl:agent <${boris}>`),
      '/data/.acl': rule('acl:default <./>; acl:mode acl:Append; acl:agentClass foaf:Agent'),
    });

    expect(await permissions('/notes/today', boris)).toEqual({ user: READ, everybody: 0 });
    expect(await permissions('/data/card', boris)).toEqual({ user: APPEND, everybody: APPEND });
    expect(await permissions('/data/2026/june/', boris)).toEqual({
      user: APPEND,
      everybody: APPEND,
    });
    expect(await permissions('/data/', boris)).toEqual({ user: 0, everybody: 0 });
    expect(await permissions('/', boris)).toEqual({ user: 0, everybody: 0 });
  });

  test('from the moment that it is written, and no longer than it is there', async () => {
    await pod({
      '/.acl': rule('acl:default <./>; acl:mode acl:Read; acl:agentClass foaf:Agent'),
      '/card': '',
    });
    expect((await permissions('/card')).user).toBe(READ);

    await write('/card.acl', rule(`acl:accessTo <card>; acl:mode acl:Write; acl:agent <${boris}>`));
    expect((await permissions('/card')).user).toBe(0);
    expect((await permissions('/card', boris)).user).toBe(WRITE | APPEND);

    const changes = [{ kind: 'delete', path: '/card.acl' } as const];
    await storage.commit('anna', { changes, preconditions: [] });
    expect((await permissions('/card')).user).toBe(READ);
  });

  test('whatever RDF it is written in', async () => {
    const rules = {
      '@id': '#rule',
      '@type': 'http://www.w3.org/ns/auth/acl#Authorization',
      'http://www.w3.org/ns/auth/acl#accessTo': { '@id': 'card' },
      'http://www.w3.org/ns/auth/acl#mode': { '@id': 'http://www.w3.org/ns/auth/acl#Read' },
      'http://www.w3.org/ns/auth/acl#agent': { '@id': boris },
    };
    await pod({
      '/card': '',
      '/card.acl': { body: JSON.stringify(rules), contentType: 'application/ld+json' },
    });

    expect((await permissions('/card', boris)).user).toBe(READ);
  });

  test('and grants nothing when it cannot be read or is far too large', async () => {
    const readable =
      prefixes + rule('acl:accessTo <card>; acl:mode acl:Read; acl:agentClass foaf:Agent');
    await pod({
      '/.acl': rule('acl:default <./>; acl:mode acl:Read; acl:agentClass foaf:Agent'),
      '/card': '',
      '/card.acl': { body: '<#broken> a' },
      '/other': '',
      '/other.acl': { body: 'rules', contentType: 'text/plain' },
      '/large': '',
      '/large.acl': { body: `${readable.replace('<card>', '<large>')}#${'x'.repeat(1_100_000)}` },
    });

    for (const path of ['/card', '/other', '/large'])
      expect((await permissions(path, boris)).user, path).toBe(0);
    expect((await permissions('/card.acl', anna)).user).toBe(READ | APPEND | WRITE);
  });
});

describe('whose rules they are', () => {
  test('anybody, anybody signed in, and one person are told apart', async () => {
    await pod({
      '/card': '',
      '/card.acl': [
        rule('acl:accessTo <card>; acl:mode acl:Read; acl:agentClass foaf:Agent'),
        rule('acl:accessTo <card>; acl:mode acl:Append; acl:agentClass acl:AuthenticatedAgent'),
        rule(`acl:accessTo <card>; acl:mode acl:Control; acl:agent <${boris}>`),
      ].join('\n'),
    });

    expect((await permissions('/card')).user).toBe(READ);
    expect((await permissions('/card', 'https://carla.exemple.invalid/#me')).user).toBe(
      READ | APPEND,
    );
    expect(await permissions('/card', boris)).toEqual({
      user: READ | APPEND | CONTROL,
      everybody: READ,
    });
  });

  test('a group is asked for its members, here or elsewhere, when it could matter', async () => {
    const grant = (mode: string, group: string) =>
      rule(`acl:accessTo <card>; acl:mode acl:${mode}; acl:agentGroup <${group}>`);
    await pod({
      '/groups': `<#family> <http://www.w3.org/2006/vcard/ns#hasMember> <${boris}>.`,
      '/card': '',
      '/card.acl': [
        grant('Read', 'groups#family'),
        grant('Append', `${groupUrl}/friends#us`),
        grant('Write', `${groupUrl}/gone#us`),
        grant('Control', 'absent#us'),
        grant('Control', 'urn:group'),
      ].join('\n'),
    });

    expect((await permissions('/card', boris)).user).toBe(READ | APPEND);
    expect((await permissions('/card', 'https://carla.exemple.invalid/#me')).user).toBe(0);
    expect((await permissions('/card')).user).toBe(0);
    expect(groupsAsked.toSorted()).toEqual(['/friends', '/gone']);
  });

  test('a member who leaves a group of ours loses access at once', async () => {
    await pod({
      '/groups': `<#family> <http://www.w3.org/2006/vcard/ns#hasMember> <${boris}>.`,
      '/card': '',
      '/card.acl': rule('acl:accessTo <card>; acl:mode acl:Read; acl:agentGroup <groups#family>'),
    });
    expect((await permissions('/card', boris)).user).toBe(READ);

    await write('/groups', '<#family> a <http://www.w3.org/2006/vcard/ns#Group>.');

    expect((await permissions('/card', boris)).user).toBe(0);
  });

  test('an owner always has Control, and can read and replace any rules, but no more', async () => {
    await pod({
      '/.acl': rule(`acl:accessTo <./>; acl:mode acl:Read; acl:agent <${boris}>`),
      '/card': '',
    });

    expect((await permissions('/card', anna)).user).toBe(CONTROL);
    expect((await permissions('/card.acl', anna)).user).toBe(READ | APPEND | WRITE);
    expect((await permissions('/.acl', anna)).user).toBe(READ | APPEND | WRITE);
    expect((await permissions('/.acl', boris)).user).toBe(0);
  });

  test('nobody has anything in a pod without rules, or in none', async () => {
    await pod({ '/card': '' }, []);
    const state = { sequence: 0, aclEpoch: 0, owners: [], bytesUsed: 0 };
    const target = { pod: 'nobody', path: '/', url: addresses.urlOf('nobody', '/') };

    expect(await permissions('/card', anna)).toEqual({ user: 0, everybody: 0 });
    expect(await authorizer.permissions(target, state, { agent: anna })).toMatchObject({
      user: 0,
      public: 0,
    });
  });
});

describe('auxiliaries', () => {
  test('Control of a thing gives its rules, also those not yet written, and nothing of the thing', async () => {
    await pod({
      '/.acl': rule(
        `acl:accessTo <./>; acl:default <./>; acl:mode acl:Control; acl:agent <${boris}>`,
      ),
      '/data/card': '',
    });

    for (const path of [
      '/.acl',
      '/data/.acl',
      '/data/card.acl',
      '/data/new.acl',
      '/data/card.meta.acl',
    ])
      expect((await permissions(path, boris)).user, path).toBe(READ | APPEND | WRITE);
    expect((await permissions('/data/card', boris)).user).toBe(CONTROL);
  });

  test('Read and Write of a thing do not open its rules', async () => {
    await pod({
      '/.acl': rule(
        'acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write; acl:agentClass foaf:Agent',
      ),
      '/card': '',
    });

    for (const path of ['/.acl', '/card.acl', '/card.acl.acl', '/.acl.acl', '/card.meta.acl'])
      expect(await permissions(path, boris), path).toEqual({ user: 0, everybody: 0 });
  });

  test('a description is as open as what it describes', async () => {
    await pod({
      '/card': '',
      '/card.acl': rule('acl:accessTo <card>; acl:mode acl:Read; acl:agentClass foaf:Agent'),
    });

    expect(await permissions('/card.meta')).toEqual({ user: READ, everybody: READ });
    expect(await permissions('/other.meta')).toEqual({ user: 0, everybody: 0 });
  });
});

describe('the origin of a page', () => {
  const app = 'https://app.exemple.invalid';
  const other = 'https://other.exemple.invalid';

  test('matters only where a rule names one for the mode', async () => {
    await pod({
      '/card': '',
      '/card.acl': [
        rule(`acl:accessTo <card>; acl:mode acl:Read; acl:agent <${boris}>`),
        rule(`acl:accessTo <card>; acl:mode acl:Write; acl:agent <${boris}>; acl:origin <${app}>`),
      ].join('\n'),
    });

    expect((await permissions('/card', boris)).user).toBe(READ | WRITE | APPEND);
    expect((await permissions('/card', boris, app)).user).toBe(READ | WRITE | APPEND);
    expect((await permissions('/card', boris, other)).user).toBe(READ);
    expect((await permissions('/card', boris, 'null')).user).toBe(READ);
  });

  test('never closes what is public, and never opens anything by itself', async () => {
    await pod({
      '/card': '',
      '/card.acl': [
        rule(
          `acl:accessTo <card>; acl:mode acl:Read; acl:agentClass foaf:Agent; acl:origin <${app}>`,
        ),
        rule(`acl:accessTo <card>; acl:mode acl:Write; acl:origin <${app}>`),
      ].join('\n'),
    });

    expect((await permissions('/card', undefined, other)).user).toBe(READ);
    expect((await permissions('/card', boris, app)).user).toBe(READ);
  });

  test('does not shut out the owner, who must be able to repair the rules from any page', async () => {
    await pod({
      '/card': '',
      '/card.acl': rule(
        `acl:accessTo <card>; acl:mode acl:Control; acl:agent <${anna}>; acl:origin <${app}>`,
      ),
    });

    expect((await permissions('/card.acl', anna, other)).user).toBe(READ | APPEND | WRITE);
  });
});

test('a decision says by which rules it was taken, when they changed after the document was read', async () => {
  await pod({
    '/.acl': rule('acl:default <./>; acl:mode acl:Read; acl:agentClass foaf:Agent'),
    '/data/card': '',
  });
  const before = (await storage.read('anna', []))?.state;
  if (before === undefined) throw new Error('There should be a pod');
  expect((await permissions('/data/')).user).toBe(READ);
  await write('/.acl', rule('acl:default <./>; acl:mode acl:Append; acl:agentClass foaf:Agent'));

  const target = { pod: 'anna', path: '/data/card', url: addresses.urlOf('anna', '/data/card') };
  const decision = await authorizer.permissions(target, before, {});

  expect(decision.user).toBe(APPEND);
  expect(decision.aclEpoch).not.toBe(before.aclEpoch);
  expect(decision.aclEpoch).toBe((await storage.read('anna', []))?.state.aclEpoch);
});
