import { Parser } from 'n3';
import { describe, expect, test } from 'vitest';
import { compileAcl, refuseUselessAcl } from '../../../pod-server/authorization/acl-document.ts';
import { CONTROL, READ, WRITE } from '../../../pod-server/authorization/modes.ts';
import { NO_RULES } from '../../../pod-server/authorization/rules.ts';

const subjectUrl = 'https://pods.exemple.invalid/anna/data/';
const aclUrl = `${subjectUrl}.acl`;
const anna = 'https://anna.exemple.invalid/#me';

function quadsOf(turtle: string) {
  const prefixes =
    '@prefix acl: <http://www.w3.org/ns/auth/acl#>. @prefix foaf: <http://xmlns.com/foaf/0.1/>. ';
  return new Parser({ baseIRI: aclUrl }).parse(prefixes + turtle);
}

const compiled = (turtle: string) => compileAcl(quadsOf(turtle), subjectUrl);
const refuse = (turtle: string, isRoot = false) =>
  refuseUselessAcl({ quads: quadsOf(turtle), aclUrl, subjectUrl, isRoot });

describe('an ACL document', () => {
  test('says what its rules say for its subject, and what for things below', () => {
    const { subject, below } = compiled(`
      <#own> a acl:Authorization; acl:accessTo <./>; acl:mode acl:Read; acl:agent <${anna}>.
      <#below> a acl:Authorization; acl:default <./>; acl:mode acl:Write; acl:agentClass foaf:Agent.
    `);

    expect(subject.agents).toEqual(new Map([[anna, READ]]));
    expect(subject.public).toBe(0);
    expect(below.public).toBe(WRITE);
    expect(below.agents.size).toBe(0);
  });

  test('takes several rules for one person together', () => {
    const { subject } = compiled(`
      [] a acl:Authorization; acl:accessTo <./>; acl:mode acl:Read; acl:agent <${anna}>.
      [] a acl:Authorization; acl:accessTo <./>; acl:mode acl:Control; acl:agent <${anna}>.
    `);

    expect(subject.agents.get(anna)).toBe(READ | CONTROL);
  });

  test('passes over what is no complete rule, and modes that nobody knows', () => {
    const { subject, below } = compiled(`
      <#untyped> acl:accessTo <./>; acl:mode acl:Read; acl:agent <${anna}>.
      <#aimless> a acl:Authorization; acl:mode acl:Read; acl:agent <${anna}>.
      <#elsewhere> a acl:Authorization; acl:accessTo <../>; acl:mode acl:Read; acl:agent <${anna}>.
      <#literal> a acl:Authorization; acl:accessTo "${subjectUrl}"; acl:mode acl:Read; acl:agent <${anna}>.
      <#query> a acl:Authorization; acl:accessTo <./?all>; acl:mode acl:Read; acl:agent <${anna}>.
      <#fragment> a acl:Authorization; acl:accessTo <./#all>; acl:mode acl:Read; acl:agent <${anna}>.
      <#modeless> a acl:Authorization; acl:accessTo <./>; acl:agent <${anna}>.
      <#foreign> a acl:Authorization; acl:accessTo <./>; acl:mode <#Paint>; acl:agent <${anna}>.
      <#nonsense> a acl:Authorization; acl:accessTo <nowhere:>; acl:mode acl:Read; acl:agent <${anna}>.
    `);

    expect(subject).toBe(NO_RULES);
    expect(below).toBe(NO_RULES);
  });

  test('knows its subject in another spelling, but not through an encoded slash', () => {
    const rules = (target: string) =>
      compileAcl(
        quadsOf(
          `[] a acl:Authorization; acl:accessTo <${target}>; acl:mode acl:Read; acl:agentClass foaf:Agent.`,
        ),
        'https://pods.exemple.invalid/anna/%C3%A9t%C3%A9',
      ).subject.public;

    expect(rules('https://pods.exemple.invalid/anna/été')).toBe(READ);
    expect(rules('https://pods.exemple.invalid/anna/%c3%a9t%c3%a9')).toBe(READ);
    expect(rules('https://pods.exemple.invalid/anna%2F%C3%A9t%C3%A9')).toBe(0);
    expect(rules('https://pods.exemple.invalid/anna/%C3%A9t%C3')).toBe(0);
    expect(rules('https://other.exemple.invalid/anna/%C3%A9t%C3%A9')).toBe(0);
  });

  test('means an origin, with or without the slash, and nothing by an odd one', () => {
    const { subject } = compiled(`
      [] a acl:Authorization; acl:accessTo <./>; acl:mode acl:Read;
        acl:origin <https://app.exemple.invalid/>, <urn:app>, <relative>.
    `);

    expect([...subject.origins.keys()]).toEqual([
      'https://app.exemple.invalid',
      'urn:app',
      'https://pods.exemple.invalid',
    ]);
  });
});

describe('an ACL document is refused when nobody could change it again:', () => {
  const control = (more: string) =>
    `[] a acl:Authorization; acl:accessTo <./>; acl:mode acl:Control; ${more}.`;

  test('it holds no rule about its subject', () => {
    const refusal = expect.objectContaining({ status: 422, code: 'acl-without-rules' });
    expect(() => refuse('')).toThrow(refusal);
    expect(() => refuse('<> <#says> "nothing".')).toThrow(refusal);
    expect(() =>
      refuse(
        `[] a acl:Authorization; acl:accessTo <other>; acl:mode acl:Control; acl:agent <${anna}>.`,
      ),
    ).toThrow(refusal);
  });

  test('its rules give Control to nobody', () => {
    const refusal = expect.objectContaining({ status: 422, code: 'acl-without-control' });
    expect(() =>
      refuse(
        `[] a acl:Authorization; acl:accessTo <./>; acl:mode acl:Read, acl:Write; acl:agent <${anna}>.`,
      ),
    ).toThrow(refusal);
    expect(() => refuse(control('acl:origin <https://app.exemple.invalid>'))).toThrow(refusal);
    expect(() => refuse(control('acl:agentClass <#friends>'))).toThrow(refusal);
    expect(() =>
      refuse(`
        [] a acl:Authorization; acl:accessTo <./>; acl:mode acl:Read; acl:agent <${anna}>.
        [] a acl:Authorization; acl:default <./>; acl:mode acl:Control; acl:agent <${anna}>.
      `),
    ).toThrow(refusal);
  });

  test('it is the root’s, which must keep Control by the specification', () => {
    expect(() => refuse('', true)).toThrow(
      expect.objectContaining({ status: 422, code: 'acl-root-without-control' }),
    );
  });

  test('and not otherwise, whoever has Control and whatever else it says', () => {
    refuse(control(`acl:agent <${anna}>`));
    refuse(control(`acl:agent <${anna}>`), true);
    refuse(control('acl:agentGroup <https://groups.exemple.invalid/family#us>'));
    refuse(control('acl:agentClass foaf:Agent'));
    refuse(control('acl:agentClass acl:AuthenticatedAgent'));
    refuse(`${control(`acl:agent <${anna}>`)} <#x> a acl:Authorization; acl:mode <#Paint>.`);
  });
});
