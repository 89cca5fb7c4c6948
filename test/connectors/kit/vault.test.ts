import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVault, type Sealed, VaultError } from '../../../connectors/kit/vault.ts';

const access = { autorisationId: 'A-42', meter: '00000000000042' };

test('what is sealed for a connection opens for that connection, and shows nothing before', () => {
  const vault = createVault(randomBytes(32));

  const sealed = vault.seal('one', access);

  expect(vault.open('one', sealed)).toEqual(access);
  expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('42');
  expect(vault.seal('one', access)).not.toBe(sealed);
});

test('a sealed access moved to another connection does not open', () => {
  const vault = createVault(randomBytes(32));
  const sealed = vault.seal('one', access);

  expect(() => vault.open('two', sealed)).toThrow(VaultError);
});

test('a sealed access with one changed bit, anywhere, does not open', () => {
  const vault = createVault(randomBytes(32));
  const [version, text = ''] = vault.seal('one', access).split('.');
  const bytes = Buffer.from(text, 'base64url');

  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    const sealed = `${version}.${changed.toString('base64url')}` as Sealed;
    expect(() => vault.open('one', sealed)).toThrow(VaultError);
  }
  expect(() => vault.open('one', 'v1.' as Sealed)).toThrow('damaged');
  expect(() => vault.open('one', `v2.${text}` as Sealed)).toThrow('damaged');
});

test('another key is refused with a sentence that names the setting', () => {
  const sealed = createVault(randomBytes(32)).seal('one', access);

  expect(() => createVault(randomBytes(32)).open('one', sealed)).toThrow('another CONNECTOR_KEY');
  expect(() => createVault(randomBytes(16))).toThrow('32 bytes; this one has 16');
});

test("a connection's name is the same every time, and says nothing without the key", () => {
  const key = randomBytes(32);

  const name = createVault(key).nameFor('https://odile.exemple.invalid/card#me');

  expect(createVault(key).nameFor('https://odile.exemple.invalid/card#me')).toBe(name);
  expect(createVault(randomBytes(32)).nameFor('https://odile.exemple.invalid/card#me')).not.toBe(
    name,
  );
  expect(name).toMatch(/^[0-9a-f]{64}$/);
});
