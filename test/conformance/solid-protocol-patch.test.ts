/** Solid Protocol, ED 0.12, §5.3.1: N3 Patch. One test per requirement, named after it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACL, aclOf, FOAF, graphAt, lay, listOf, type Stage, setStage } from './stage.ts';

const VOCAB = 'https://vocab.exemple.invalid/';
const prefixes = `@prefix solid: <http://www.w3.org/ns/solid/terms#>. @prefix ex: <${VOCAB}>.`;

let stage: Stage;
let documents = 0;

beforeAll(async () => {
  stage = await setStage();
});

afterAll(() => stage?.close());

/** A new document with two people of one family name. */
async function newDocument(): Promise<string> {
  documents += 1;
  const url = `${stage.open}people-${documents}.ttl`;
  const body = `@prefix ex: <${VOCAB}>. <#c> ex:family "Garcia"; ex:given "Claudia". <#l> ex:family "Lefevre".`;
  await lay(stage.anybody, url, body);
  return url;
}

async function patch(url: string, clauses: string, client = stage.anybody): Promise<number> {
  const body = `${prefixes} _:p a solid:InsertDeletePatch; ${clauses}.`;
  return send(url, body, client);
}

async function send(url: string, body: string, client = stage.anybody): Promise<number> {
  const headers = { 'content-type': 'text/n3' };
  return (await client.ask({ method: 'PATCH', url, headers, body })).status;
}

async function count(url: string, predicate: string, value: string): Promise<number> {
  const graph = await graphAt(stage.owner, url);
  return graph.getQuads(null, VOCAB + predicate, null, null).filter((q) => q.object.value === value)
    .length;
}

describe('what a patch does', () => {
  test('server-patch-n3-accept: an RDF document takes an N3 Patch', async () => {
    const url = await newDocument();

    expect(await patch(url, 'solid:inserts { <#c> ex:age 30. }')).toBeLessThan(300);
    expect(await count(url, 'age', '30')).toBe(1);
    expect(await count(url, 'given', 'Claudia')).toBe(1);
  });

  test('server-patch-n3-advertise: Accept-Patch lists text/n3', async () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      const { headers } = await stage.anybody.ask({ method, url: await newDocument() });
      expect(listOf(headers['accept-patch']), method).toContain('text/n3');
    }
  });

  test('server-patch-n3-semantics: conditions choose, deletions go, insertions come', async () => {
    const url = await newDocument();
    const where = 'solid:where { ?person ex:family "Garcia". }';
    const change =
      'solid:deletes { ?person ex:given "Claudia". }; solid:inserts { ?person ex:given "Alex". }';

    expect(await patch(url, `${where}; ${change}`)).toBeLessThan(300);
    expect(await count(url, 'given', 'Alex')).toBe(1);
    expect(await count(url, 'given', 'Claudia')).toBe(0);
  });

  test('server-patch-n3-semantics: a patch of what does not exist starts from nothing', async () => {
    const url = `${stage.open}new-by-patch.ttl`;

    expect(await patch(url, 'solid:inserts { <#x> ex:given "New". }')).toBe(201);
    expect(await count(url, 'given', 'New')).toBe(1);
  });

  test('server-patch-n3-blank-nodes: each insertion of a blank node makes a new one (ED 0.12)', async () => {
    const url = await newDocument();

    expect(await patch(url, 'solid:inserts { _:b ex:given "Blank". }')).toBeLessThan(300);
    expect(await patch(url, 'solid:inserts { _:b ex:given "Blank". }')).toBeLessThan(300);
    expect(await count(url, 'given', 'Blank')).toBe(2);
  });

  test.each([
    ['no mapping', 'solid:where { ?p ex:family "Nobody". }; solid:inserts { ?p ex:age 1. }'],
    ['two mappings', 'solid:where { ?p ex:family ?f. }; solid:inserts { ?p ex:age 1. }'],
  ])(
    'server-patch-n3-semantics-no-mapping: %s is answered with 409 and changes nothing',
    async (_, clauses) => {
      const url = await newDocument();

      expect(await patch(url, clauses)).toBe(409);
      expect(await count(url, 'age', '1')).toBe(0);
    },
  );

  test('server-patch-n3-semantics-deletions-non-empty-all-triples: a deletion of what is not there: 409', async () => {
    const url = await newDocument();
    const clauses =
      'solid:deletes { <#c> ex:given "Claudia", "Nobody". }; solid:inserts { <#c> ex:age 2. }';

    expect(await patch(url, clauses)).toBe(409);
    expect(await count(url, 'given', 'Claudia')).toBe(1);
    expect(await count(url, 'age', '2')).toBe(0);
  });
});

describe('what is no patch: server-patch-n3-invalid, 422 and nothing changes', () => {
  const insertion = 'solid:inserts { <#c> ex:age 9. }';

  test.each([
    ['server-patch-n3-patches: no patch resource', `${prefixes} <#a> ex:b "c".`],
    ['server-patch-n3-simple-type: no type', `${prefixes} _:p ${insertion}.`],
    ['server-patch-n3-simple-type: another type', `${prefixes} _:p a solid:Patch; ${insertion}.`],
    [
      'server-patch-n3-single: two patch resources',
      `${prefixes} _:p a solid:InsertDeletePatch; ${insertion}. _:q a solid:InsertDeletePatch; ${insertion}.`,
    ],
    [
      'server-patch-n3-inserts: two insertions',
      `${prefixes} _:p a solid:InsertDeletePatch; ${insertion}, { <#c> ex:age 8. }.`,
    ],
    [
      'server-patch-n3-deletes: two deletions',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:deletes { <#c> ex:given "Claudia". }, { <#c> ex:family "Garcia". }.`,
    ],
    [
      'server-patch-n3-where: two conditions',
      `${prefixes} _:p a solid:InsertDeletePatch; ${insertion}; solid:where { ?a ex:given "Claudia". }, { ?a ex:family "Garcia". }.`,
    ],
    [
      'server-patch-n3-formulae: insertions that are an address',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:inserts <#c>.`,
    ],
    [
      'server-patch-n3-formulae: insertions that are a literal',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:inserts "c".`,
    ],
    [
      'server-patch-n3-formulae: insertions that are a list',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:inserts (<#c>).`,
    ],
    [
      'server-patch-n3-formulae: a formula in a formula',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:inserts { <#c> ex:says { <#a> ex:b "c". }. }.`,
    ],
    [
      'server-patch-n3-variables: an insertion with a variable that no condition has',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:inserts { ?x ex:age 9. }.`,
    ],
    [
      'server-patch-n3-blank-nodes: a deletion with a blank node',
      `${prefixes} _:p a solid:InsertDeletePatch; solid:deletes { _:b ex:given "Claudia". }.`,
    ],
    [
      'server-patch-n3-patch-identifier: a patch that is a literal',
      `${prefixes} "p" a solid:InsertDeletePatch; ${insertion}.`,
    ],
  ])('%s', async (_, body) => {
    const url = await newDocument();
    const before = await stage.anybody.ask({ method: 'GET', url });

    // What is not even N3 may be called so (400) before it is called no patch.
    expect([400, 422]).toContain(await send(url, body));
    expect((await stage.anybody.ask({ method: 'GET', url })).headers.etag).toBe(
      before.headers.etag,
    );
  });
});

describe('what a patch needs', () => {
  async function documentFor(modes: string): Promise<string> {
    const url = await newDocument();
    const rules = `@prefix acl: <${ACL}>.
<#o> a acl:Authorization; acl:agent <${stage.anaïs.webId}>; acl:accessTo <${url}>; acl:mode acl:Read, acl:Write, acl:Control.
<#p> a acl:Authorization; acl:agentClass <${FOAF}Agent>; acl:accessTo <${url}>; acl:mode ${modes}.`;
    await lay(stage.owner, await aclOf(stage.owner, url), rules);
    return url;
  }
  const where = 'solid:where { ?p ex:family "Garcia". }';

  test('server-n3-patch-where: conditions are reading', async () => {
    const clauses = `${where}; solid:inserts { ?p ex:age 3. }`;

    expect(await patch(await documentFor('acl:Append'), clauses)).toBe(401);
    expect(await patch(await documentFor('acl:Append, acl:Read'), clauses)).toBeLessThan(300);
  });

  test('server-n3-patch-insert: insertions are appending', async () => {
    const clauses = 'solid:inserts { <#c> ex:age 4. }';

    expect(await patch(await documentFor('acl:Read'), clauses)).toBe(401);
    expect(await patch(await documentFor('acl:Append'), clauses)).toBeLessThan(300);
  });

  test('server-n3-patch-delete: deletions are reading and writing, and tell nothing to who may not read', async () => {
    const there = 'solid:deletes { <#c> ex:given "Claudia". }';
    const notThere = 'solid:deletes { <#c> ex:given "Nobody". }';

    expect(await patch(await documentFor('acl:Append, acl:Read'), there)).toBe(401);
    expect(await patch(await documentFor('acl:Write'), there)).toBe(401);
    expect(await patch(await documentFor('acl:Write'), notThere)).toBe(401);
    expect(await patch(await documentFor('acl:Write, acl:Read'), there)).toBeLessThan(300);
  });
});
