import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { homes, openStage, pullAll, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const mails = async (): Promise<string> => (await fetch(`${stage.url}/mailbox`)).text();

describe('a right at GRDF', () => {
  test('is declared by what she writes, for three years of reading and five of data', async () => {
    const { access, agreedUntil, places } = stage.connector();

    const given = await access.submit(stage.form(homes.flat));

    expect(given).toEqual({
      pce: homes.flat,
      rightId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      until: '2029-11-23',
      dataFrom: '2021-11-23',
    });
    expect(agreedUntil?.(given)).toBe('2029-11-23');
    expect(places(given)[0].container).toBe(`data/energy/gas/${homes.flat}/`);
  });

  test('asks for fields whose patterns know a meter number from another', () => {
    const patternOf = (name: string) => {
      const field = stage.connector().access.fields.find((one) => one.name === name);
      return new RegExp(`^(?:${field?.pattern.source})$`, 'v');
    };

    expect(['21457839265014', 'GI012345'].every((one) => patternOf('pce').test(one))).toBe(true);
    expect(
      ['2145783926501', 'GI01234', '21457839265014 '].some((one) => patternOf('pce').test(one)),
    ).toBe(false);
    expect(patternOf('email').test('odile@exemple.invalid')).toBe(true);
    expect(patternOf('lastName').test('<b>')).toBe(false);
  });

  test('is worth nothing before the holder confirms it in her mailbox', async () => {
    const access = await stage.connector().access.submit(stage.form(homes.newcomer));
    const before = await pullAll(stage.connector(), access);

    expect(before.error).toMatchObject({ code: 'CONSENT_PENDING', mover: 'citizen' });
    expect(before.pulled).toEqual([]);
    expect(await mails()).toContain('odile@exemple.invalid');
    expect(await stage.press(access.rightId, 'confirm')).toBe(303);
    expect((await pullAll(stage.connector(), access)).error).toBeUndefined();
  });

  test('that the holder refuses says so', async () => {
    const access = await stage.connector().access.submit(stage.form(homes.newcomer));
    await stage.press(access.rightId, 'refuse');

    expect((await pullAll(stage.connector(), access)).error).toMatchObject({
      code: 'CONSENT_REFUSED',
    });
    expect(await stage.press(access.rightId, 'confirm')).toBe(400);
  });

  test('that the holder takes back is revoked, and can be declared anew', async () => {
    const access = await stage.agree(homes.newcomer);
    await stage.press(access.rightId, 'revoke');
    const ended = await pullAll(stage.connector(), access);
    const renewed = await stage.agree(homes.newcomer);

    expect(ended.error).toMatchObject({ code: 'CONSENT_REVOKED' });
    expect(renewed.rightId).not.toBe(access.rightId);
    expect((await pullAll(stage.connector(), renewed)).error).toBeUndefined();
    expect((await pullAll(stage.connector(), access)).error).toMatchObject({
      code: 'CONSENT_REVOKED',
    });
  });

  test('is given back at GRDF when she disconnects, and a second time is no trouble', async () => {
    const access = await stage.agree(homes.newcomer);
    const { revoke } = stage.connector().access;

    await revoke?.(access);

    expect(await mails()).toContain('Révoquée');
    await expect(revoke?.(access)).resolves.toBeUndefined();
    const unknown = { ...access, rightId: '00000000-0000-4000-8000-000000000000' };
    await expect(revoke?.(unknown)).resolves.toBeUndefined();
  });

  test('of somebody else is never taken over', async () => {
    const first = await stage.connector().access.submit(stage.form(homes.newcomer));
    const again = () => stage.connector().access.submit(stage.form(homes.newcomer));

    await expect(again()).rejects.toMatchObject({ code: 'CONSENT_PENDING' });
    await stage.press(first.rightId, 'confirm');
    await expect(again()).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test.each([
    ['an unknown meter', { pce: '99999999999999' }, 'FORM_INCOMPLETE'],
    ['a large meter that nobody knows', { pce: 'GI012345' }, 'FORM_INCOMPLETE'],
    ['another postcode', { postCode: '75001' }, 'FORM_INCOMPLETE'],
    ['a name that is not there', { lastName: '' }, 'PARTNER_REFUSED'],
  ])('is not declared with %s', async (_what, change, code) => {
    const { access } = stage.connector();

    await expect(access.submit({ ...stage.form(homes.flat), ...change })).rejects.toMatchObject({
      code,
    });
    expect(await mails()).toContain('Aucun message');
  });

  test('that GRDF blocks, because it was revoked, says that', async () => {
    await stage.setFault(homes.flat, 'blocked', 1);

    await expect(stage.connector().access.submit(stage.form(homes.flat))).rejects.toMatchObject({
      code: 'CONSENT_REVOKED',
    });
  });

  test('that GRDF does not list any more is missing', async () => {
    const access = await stage.agree(homes.newcomer);
    const lost = { ...access, rightId: '00000000-0000-4000-8000-000000000000' };

    expect((await pullAll(stage.connector(), lost)).error).toMatchObject({
      code: 'CONSENT_MISSING',
    });
  });
});
