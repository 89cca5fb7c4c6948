import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boris, closed, type Engine, startEngine, turtle } from '../../kit/engine.ts';

const prefixes =
  '@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>.\n';
const asTurtle = { 'content-type': 'text/turtle' };
const issuer = '<#me> <http://www.w3.org/ns/solid/terms#oidcIssuer> <https://id.exemple.invalid/>.';
let engine: Engine;

beforeAll(async () => {
  engine = await startEngine({
    rules: closed,
    changes: [
      turtle('/profile/card', `${issuer} <#me> <http://xmlns.com/foaf/0.1/name> "Anna".`),
      turtle('/private/there.ttl', '<> a <#Secret>.'),
      turtle('/shared/note.ttl', '<> a <#Note>.'),
      turtle(
        '/shared/.acl',
        `${prefixes} <#b> a acl:Authorization; acl:agent <${boris}>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Append.
         <#c> a acl:Authorization; acl:agent <https://controller.exemple.invalid/#me>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Control.`,
      ),
    ],
  });
});

afterAll(async () => {
  expect(engine.faults).toEqual([]);
  await engine.close();
});

function as(who: string | undefined, method: string, place: string, body?: string) {
  return engine.ask(place, {
    method,
    ...(body === undefined ? {} : { body, headers: asTurtle }),
    ...(who === undefined ? {} : { as: who }),
  });
}

describe('who has no access', () => {
  const bodies: Readonly<Record<string, string | undefined>> = {
    PUT: '<> a <#Note>.',
    POST: '<> a <#Note>.',
  };

  test.each([undefined, boris])('learns nothing of what is there, as %s', async (who) => {
    for (const method of ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']) {
      const answers = await Promise.all(
        ['private/there.ttl', 'private/absent.ttl', 'private/', 'nowhere/', 'private'].map(
          async (place) => {
            const response = await as(who, method, place, bodies[method]);
            const headers = [...response.headers].filter(([name]) => name !== 'date');
            return { status: response.status, headers, body: await response.text() };
          },
        ),
      );
      for (const answer of answers) expect(answer, method).toEqual(answers[0]);
      expect(answers[0]?.status).toBe(who === undefined ? 401 : 403);
    }
  });

  test('is asked to sign in once, with the way to do it', async () => {
    const response = await as(undefined, 'GET', 'private/there.ttl');

    expect(response.headers.get('www-authenticate')).toMatch(/^DPoP /);
    expect((await as(boris, 'GET', 'private/there.ttl')).headers.has('www-authenticate')).toBe(
      false,
    );
  });

  test('sees no rules, though she may read what they rule', async () => {
    expect((await as(boris, 'GET', 'shared/note.ttl')).status).toBe(200);
    expect((await as(boris, 'GET', 'shared/.acl')).status).toBe(403);
  });
});

test('what is not public is kept by nobody on the way and shown on no other site', async () => {
  const { headers } = await as(boris, 'GET', 'shared/note.ttl');

  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(headers.get('wac-allow')).toBe('user="read append",public=""');
});

test('who may only add can add, and neither replace nor remove', async () => {
  expect((await as(boris, 'POST', 'shared/', '<> a <#Note>.')).status).toBe(201);
  expect((await as(boris, 'PUT', 'shared/note.ttl', '<> a <#Other>.')).status).toBe(403);
  expect((await as(boris, 'DELETE', 'shared/note.ttl')).status).toBe(403);
});

describe('access rules', () => {
  const controller = 'https://controller.exemple.invalid/#me';
  const rules = `${prefixes} <#o> a acl:Authorization; acl:agent <${controller}>; acl:accessTo <note.ttl>; acl:mode acl:Read, acl:Control.`;

  test('are read and written by Control alone, also where there were none', async () => {
    expect((await as(controller, 'GET', 'shared/note.ttl')).status).toBe(403);
    expect((await as(controller, 'GET', 'shared/note.ttl.acl')).status).toBe(404);
    expect((await as(controller, 'PUT', 'shared/note.ttl.acl', rules)).status).toBe(201);
    expect((await as(controller, 'GET', 'shared/note.ttl')).status).toBe(200);
    expect((await as(boris, 'GET', 'shared/note.ttl')).status).toBe(403);
    expect((await as(controller, 'DELETE', 'shared/note.ttl.acl')).status).toBe(204);
    expect((await as(boris, 'GET', 'shared/note.ttl')).status).toBe(200);
  });

  test('that lock everybody out, do not parse or are no RDF are refused, and nothing changes', async () => {
    const mine = (body: string, contentType = 'text/turtle') =>
      engine.ask('shared/.acl', {
        method: 'PUT',
        as: engine.owner,
        body,
        headers: { 'content-type': contentType },
      });
    const before = await (await as(engine.owner, 'GET', 'shared/.acl')).text();

    expect((await mine('')).status).toBe(422);
    expect((await mine('<#a> a')).status).toBe(400);
    expect((await mine('<p>rules', 'text/html')).status).toBe(415);
    const readOnly = `${prefixes} <#a> a acl:Authorization; acl:agent <${boris}>; acl:accessTo <./>; acl:mode acl:Read.`;
    expect((await mine(readOnly)).status).toBe(422);
    expect(await (await as(engine.owner, 'GET', 'shared/.acl')).text()).toBe(before);
  });

  test('have no rules of their own, and no folder bars their way', async () => {
    const put = (place: string) => as(engine.owner, 'PUT', place, rules);

    for (const place of ['shared/.acl.acl', 'shared/.meta.acl', 'x.acl/', 'x.meta/y.ttl'])
      expect((await put(place)).status, place).toBe(409);
    const ofNothing = rules.replace('note.ttl', 'absent.ttl');
    expect((await as(engine.owner, 'PUT', 'shared/absent.ttl.acl', ofNothing)).status).toBe(409);
  });

  test('can always be repaired by the pod’s owner', async () => {
    const strange = `${prefixes} <#a> a acl:Authorization; acl:agent <${boris}>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Control.`;

    expect((await as(engine.owner, 'PUT', 'shared/.acl', strange)).status).toBe(204);
    expect((await as(engine.owner, 'GET', 'shared/note.ttl')).status).toBe(403);
    expect((await as(engine.owner, 'DELETE', 'shared/.acl')).status).toBe(204);
    expect((await as(engine.owner, 'GET', 'shared/note.ttl')).status).toBe(200);
  });
});

describe('who vouches for the owner’s WebID', () => {
  const profile = () => as(engine.owner, 'GET', 'profile/card').then((card) => card.text());
  const patch = (body: string) =>
    engine.ask('profile/card', {
      method: 'PATCH',
      as: engine.owner,
      body,
      headers: { 'content-type': 'application/sparql-update' },
    });
  const stranger =
    '<#me> <http://www.w3.org/ns/solid/terms#oidcIssuer> <https://thief.exemple.invalid/>.';

  test('is changed neither by PUT nor by PATCH nor by DELETE', async () => {
    const before = await profile();

    const attempts = [
      as(engine.owner, 'PUT', 'profile/card', stranger),
      as(engine.owner, 'PUT', 'profile/card', '<#me> a <#Person>.'),
      as(engine.owner, 'DELETE', 'profile/card'),
      patch(`INSERT DATA { ${stranger} }`),
      patch(`DELETE DATA { ${issuer} }`),
      engine.ask('profile/card', {
        method: 'PUT',
        as: engine.owner,
        body: 'text',
        headers: { 'content-type': 'text/plain' },
      }),
    ];
    for (const { status } of await Promise.all(attempts)) expect(status).toBe(403);
    expect(await profile()).toBe(before);
  });

  test('does not keep the rest of the profile from changing', async () => {
    const renamed = patch('INSERT DATA { <#me> <http://xmlns.com/foaf/0.1/nick> "A." }');

    expect((await renamed).status).toBe(204);
    const rewritten = `${issuer} <#me> <http://xmlns.com/foaf/0.1/name> "Anne".`;
    expect((await as(engine.owner, 'PUT', 'profile/card', rewritten)).status).toBe(204);
    const others =
      '<https://other.exemple.invalid/#me> <http://www.w3.org/ns/solid/terms#oidcIssuer> <https://x.exemple.invalid/>.';
    expect((await patch(`INSERT DATA { ${others} }`)).status).toBe(204);
  });
});
