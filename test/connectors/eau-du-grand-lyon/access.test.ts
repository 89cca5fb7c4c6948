import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { credentialsOf, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.setFault('odile', 'none');
  await stage.setFault('theo', 'none');
});
afterAll(() => stage.close());

const submit = (values: Record<string, string>) => stage.connector().access.submit(values);

describe('the way into the customer space', () => {
  test('is a user name and a password, of which browsers know what they are', () => {
    const { fields } = stage.connector().access;

    expect(fields.map(({ name, type, autocomplete }) => [name, type, autocomplete])).toEqual([
      ['username', 'text', 'username'],
      ['password', 'password', 'current-password'],
    ]);
  });

  test('leads to the one contract that runs', async () => {
    const access = await submit(credentialsOf('odile'));

    expect(access).toEqual({
      ...credentialsOf('odile'),
      contractId: '840017',
      contractNumber: '00-4411-072',
    });
    expect(stage.connector().places(access)).toEqual([
      {
        container: 'data/water/00-4411-072/',
        classes: [expect.stringContaining('WaterMonth'), expect.stringContaining('WaterContract')],
      },
      {
        container: 'documents/eau-du-grand-lyon/',
        classes: [expect.stringContaining('Bill')],
      },
    ]);
  });

  test('of somebody whose only contract has ended leads to that one', async () => {
    await stage.setFault('odile', 'contract-ended');

    expect(await submit(credentialsOf('odile'))).toMatchObject({ contractId: '840017' });
  });

  test('of somebody without a contract leads nowhere', async () => {
    await stage.setFault('odile', 'contract-gone');

    await expect(submit(credentialsOf('odile'))).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
  });

  test.each([
    ['a wrong password', { ...credentialsOf('odile'), password: 'wrong' }],
    [
      'somebody else’s password',
      { ...credentialsOf('odile'), password: credentialsOf('theo').password },
    ],
    ['an unknown name', { username: 'nobody', password: 'synthetic' }],
  ])('does not open to %s, which no message repeats', async (_what, values) => {
    const refused = await submit(values).catch((error: unknown) => error);

    expect(refused).toMatchObject({ code: 'LOGIN_REFUSED', mover: 'citizen' });
    expect(JSON.stringify(refused) + String(refused)).not.toContain(values.password);
  });

  test('rests for hours once the firewall has shut us out', async () => {
    await stage.setFault('odile', 'firewall');

    await expect(submit(credentialsOf('odile'))).rejects.toMatchObject({
      code: 'PARTNER_SLOW_DOWN',
      retryAfterSeconds: 14_400,
    });
  });

  test('is not followed when it leads to another host', async () => {
    await stage.setFault('odile', 'login-elsewhere');

    await expect(submit(credentialsOf('odile'))).rejects.toMatchObject({
      code: 'PARTNER_ANSWER_INVALID',
      message: 'Eau du Grand Lyon sent a login that leads elsewhere',
    });
  });
});
