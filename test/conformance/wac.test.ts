/** Web Access Control 1.0.0. One test per requirement, named after it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Client } from '../kit/client.ts';
import { ACL, aclOf, FOAF, graphAt, lay, linksOf, listOf, type Stage, setStage } from './stage.ts';

const turtle = { 'content-type': 'text/turtle' };
const n3 = { 'content-type': 'text/n3' };
const insertion = `@prefix solid: <http://www.w3.org/ns/solid/terms#>.
<> a solid:InsertDeletePatch; solid:inserts { <#a> <https://vocab.exemple.invalid/b> "c". }.`;

let stage: Stage;
let place: string;
let places = 0;

beforeAll(async () => {
  stage = await setStage();
});

beforeEach(async () => {
  places += 1;
  place = `${stage.closed}${places}/`;
  await lay(stage.owner, place, '');
  await lay(stage.owner, `${place}a`, '<#a> <#b> <#c>.');
});

afterAll(() => stage?.close());

/** The owner keeps everything; further rules come after. */
async function rule(url: string, ...rules: readonly string[]): Promise<void> {
  const all = `acl:accessTo <${url}>; ${url.endsWith('/') ? `acl:default <${url}>;` : ''}`;
  const owner = `<#owner> a acl:Authorization; acl:agent <${stage.anaïs.webId}>; ${all}
    acl:mode acl:Read, acl:Write, acl:Control.`;
  const body = `@prefix acl: <${ACL}>. @prefix foaf: <${FOAF}>. ${owner} ${rules.join('\n')}`;
  await lay(stage.owner, await aclOf(stage.owner, url), body);
}

const forPublic = (url: string, modes: string, scope = 'accessTo') =>
  `[] a acl:Authorization; acl:agentClass foaf:Agent; acl:${scope} <${url}>; acl:mode ${modes}.`;

interface Asked {
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly as?: Client;
}

async function status(method: string, url: string, asked: Asked = {}): Promise<number> {
  const { as = stage.anybody, headers = {}, body } = asked;
  const sent = body === undefined ? { method, url, headers } : { method, url, headers, body };
  return (await as.ask(sent)).status;
}

const written = { headers: turtle, body: '<#a> <#b> "new".' };

describe('ACL resources (§3)', () => {
  test('server-link-acl, server-resource-acl-max: everything names one ACL, also what does not exist', async () => {
    for (const url of [stage.anaïs.podUrl, place, `${place}a`]) {
      const answer = await stage.owner.ask({ method: 'HEAD', url });
      expect(linksOf(answer, 'acl', url), url).toHaveLength(1);
    }
  });

  test('server-get-acl-turtle: an ACL is read as Turtle, by GET and HEAD', async () => {
    await rule(place);
    const url = await aclOf(stage.owner, place);
    for (const method of ['GET', 'HEAD']) {
      const answer = await stage.owner.ask({ method, url, headers: { accept: 'text/turtle' } });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toMatch(/^text\/turtle/);
    }
  });

  test('server-acl-without-representation, server-get-acl-without-representation: who inherits has none: 404', async () => {
    const url = await aclOf(stage.owner, `${place}a`);

    expect(await status('GET', url, { as: stage.owner })).toBe(404);
    expect(await status('HEAD', url, { as: stage.owner })).toBe(404);
  });

  test('server-root-container-acl, server-root-container-acl-authorization-control: the root has one, with Control', async () => {
    const graph = await graphAt(stage.owner, await aclOf(stage.owner, stage.anaïs.podUrl));

    expect(graph.countQuads(null, `${ACL}mode`, `${ACL}Control`, null)).toBeGreaterThan(0);
  });

  test('server-root-container-acl-authorization-control: the root cannot be left without Control', async () => {
    const acl = await aclOf(stage.owner, stage.bilal.podUrl).catch(
      () => `${stage.bilal.podUrl}.acl`,
    );
    const body = `@prefix acl: <${ACL}>. <#r> a acl:Authorization; acl:agent <${stage.bilal.webId}>;
      acl:accessTo <${stage.bilal.podUrl}>; acl:mode acl:Read.`;

    expect(await status('PUT', acl, { as: stage.other, headers: turtle, body })).toBe(422);
  });
});

describe('matching (§5.3)', () => {
  test('server-read-operation: reading needs Read', async () => {
    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Write, acl:Append'));
    expect(await status('GET', `${place}a`)).toBe(401);
    expect(await status('HEAD', `${place}a`)).toBe(401);

    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Read'));
    expect(await status('GET', `${place}a`)).toBe(200);
    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(200);
  });

  test('server-create-operation: POST creates with Append on the container', async () => {
    await rule(place, forPublic(place, 'acl:Read'));
    expect(await status('POST', place, written)).toBe(401);

    await rule(place, forPublic(place, 'acl:Append'));
    expect(await status('POST', place, written)).toBe(201);
    expect(await status('GET', place)).toBe(401);
  });

  test('server-create-operation: PUT creates with Append on the container and Write on what is made', async () => {
    await rule(place, forPublic(place, 'acl:Append'));
    expect(await status('PUT', `${place}new`, written)).toBe(401);

    await rule(place, forPublic(place, 'acl:Append'), forPublic(place, 'acl:Write', 'default'));
    expect(await status('PUT', `${place}new`, written)).toBe(201);
  });

  test('server-create-operation: PATCH creates with Append on the container and on what is made', async () => {
    await rule(place, forPublic(place, 'acl:Append', 'default'));
    expect(await status('PATCH', `${place}new`, { headers: n3, body: insertion })).toBe(401);

    await rule(place, forPublic(place, 'acl:Append'), forPublic(place, 'acl:Append', 'default'));
    expect(await status('PATCH', `${place}new`, { headers: n3, body: insertion })).toBe(201);
  });

  test('server-update-operation: adding needs Append, replacing needs Write', async () => {
    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Append'));
    expect(await status('PUT', `${place}a`, written)).toBe(401);
    expect(await status('PATCH', `${place}a`, { headers: n3, body: insertion })).toBeLessThan(300);

    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Write'));
    expect(await status('PUT', `${place}a`, written)).toBeLessThan(300);
  });

  test('server-delete-operation: deleting needs Write on the thing and on its container', async () => {
    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Write'));
    expect(await status('DELETE', `${place}a`)).toBe(401);

    await rule(place, forPublic(place, 'acl:Write'));
    expect(await status('DELETE', `${place}a`)).toBeLessThan(300);
  });

  test('server-control-operation: reading and writing an ACL needs Control, and Control is no Read', async () => {
    const bilal = (modes: string) =>
      `[] a acl:Authorization; acl:agent <${stage.bilal.webId}>; acl:accessTo <${place}a>; acl:mode ${modes}.`;
    const acl = await aclOf(stage.owner, `${place}a`);
    await rule(`${place}a`, bilal('acl:Read, acl:Write'));
    expect(await status('GET', acl, { as: stage.other })).toBe(403);

    await rule(`${place}a`, bilal('acl:Control'));
    expect(await status('GET', acl, { as: stage.other })).toBe(200);
    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(403);
  });

  test('server-control-operation: inherited Control makes the ACL of a child', async () => {
    const inherited = `[] a acl:Authorization; acl:agent <${stage.bilal.webId}>; acl:default <${place}>; acl:mode acl:Control.`;
    await rule(place, inherited);
    const body = `@prefix acl: <${ACL}>. <#r> a acl:Authorization; acl:accessTo <${place}a>;
      acl:agent <${stage.bilal.webId}>, <${stage.anaïs.webId}>; acl:mode acl:Read, acl:Write, acl:Control.`;
    const acl = await aclOf(stage.owner, `${place}a`);

    expect(await status('PUT', acl, { as: stage.other, headers: turtle, body })).toBe(201);
    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(200);
  });
});

describe('rules and whom they name (§4, §5.1, §5.2)', () => {
  test('effective-acl-resource: the nearest ACL counts alone, inherited by acl:default only', async () => {
    await rule(place, forPublic(place, 'acl:Read', 'default'));
    expect(await status('GET', `${place}a`)).toBe(200);
    expect(await status('GET', place)).toBe(401);

    await rule(`${place}a`);
    expect(await status('GET', `${place}a`)).toBe(401);
  });

  test('acl-agent: a rule for one person is for nobody else', async () => {
    await rule(
      `${place}a`,
      `[] a acl:Authorization; acl:agent <${stage.bilal.webId}>; acl:accessTo <${place}a>; acl:mode acl:Read.`,
    );

    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(200);
    expect(await status('GET', `${place}a`)).toBe(401);
  });

  test('acl-agentclass-authenticated-agent: whoever is signed in, and nobody who is not', async () => {
    await rule(
      `${place}a`,
      `[] a acl:Authorization; acl:agentClass acl:AuthenticatedAgent; acl:accessTo <${place}a>; acl:mode acl:Read.`,
    );

    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(200);
    expect(await status('GET', `${place}a`)).toBe(401);
  });

  test('acl-agentgroup: the members of a group, which is a document of its own', async () => {
    const group = `${stage.open}group.ttl`;
    const member = (webId: string) =>
      lay(
        stage.owner,
        group,
        `@prefix v: <http://www.w3.org/2006/vcard/ns#>. <#g> a v:Group; v:hasMember <${webId}>.`,
      );
    await member(stage.bilal.webId);
    await rule(
      `${place}a`,
      `[] a acl:Authorization; acl:agentGroup <${group}#g>; acl:accessTo <${place}a>; acl:mode acl:Read.`,
    );

    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(200);
    expect(await status('GET', `${place}a`)).toBe(401);
  });

  test('authorization-conformance: a rule without type, object, mode or subject allows nothing', async () => {
    for (const useless of [
      `[] acl:agentClass foaf:Agent; acl:accessTo <${place}a>; acl:mode acl:Read.`,
      '[] a acl:Authorization; acl:agentClass foaf:Agent; acl:mode acl:Read.',
      `[] a acl:Authorization; acl:accessTo <${place}a>; acl:mode acl:Read.`,
      `[] a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <${place}a>.`,
      `[] a acl:Authorization; acl:agentClass foaf:Agent; acl:accessTo <${place}b>; acl:mode acl:Read.`,
    ]) {
      await rule(`${place}a`, useless).catch(() => undefined);
      expect(await status('GET', `${place}a`), useless).toBe(401);
    }
  });

  test('extension-acl-mode: a mode that nobody knows is passed over and gives nothing', async () => {
    await rule(
      `${place}a`,
      forPublic(`${place}a`, '<https://vocab.exemple.invalid/Everything>'),
      `[] a acl:Authorization; acl:agent <${stage.bilal.webId}>; acl:accessTo <${place}a>;
        acl:mode <https://vocab.exemple.invalid/Everything>, acl:Read.`,
    );

    expect(await status('GET', `${place}a`)).toBe(401);
    expect(await status('GET', `${place}a`, { as: stage.other })).toBe(200);
  });
});

describe('headers (§5.3.2, §5.3.4)', () => {
  const origin = 'https://app.exemple.invalid';

  test('server-wac-allow: GET and HEAD say what this person and anybody may do', async () => {
    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Read'));
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await stage.owner.ask({ method, url: `${place}a` });
      const allowed = headers['wac-allow'] ?? '';
      const [, user = ''] = /user="([^"]*)"/.exec(allowed) ?? [];
      expect(user.split(' ').sort()).toEqual(['append', 'control', 'read', 'write']);
      expect(allowed).toMatch(/public="read"/);
    }
  });

  test('server-cors-aceh-wac-allow, server-cors-acao-acah: an app can read it, and is named', async () => {
    await rule(`${place}a`, forPublic(`${place}a`, 'acl:Read'));
    const url = `${place}a`;
    const { headers } = await stage.anybody.ask({ method: 'GET', url, headers: { origin } });

    const exposed = listOf(headers['access-control-expose-headers']).map((n) => n.toLowerCase());
    expect(exposed).toContain('wac-allow');
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(headers['access-control-allow-headers']).toBeDefined();
  });

  test('server-origin-authorization: a rule for an app opens for that app only', async () => {
    await rule(
      `${place}a`,
      `[] a acl:Authorization; acl:agent <${stage.bilal.webId}>; acl:accessTo <${place}a>; acl:mode acl:Read;
        acl:origin <${origin}>.`,
    );
    const from = (name: string) => ({ as: stage.other, headers: { origin: name } });

    expect(await status('GET', `${place}a`, from(origin))).toBe(200);
    expect(await status('GET', `${place}a`, from('https://other.exemple.invalid'))).toBe(403);
  });
});
