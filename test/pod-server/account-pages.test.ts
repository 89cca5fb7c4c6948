import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AccountVisitor, startAppSignIn } from '../kit/account-visitor.ts';
import { createCitizen, type PodServer, signIn, startPodServer } from '../kit/pod-servers.ts';

const password = 'une phrase assez longue';
const app = { name: 'Mon Logis', redirectUri: 'http://localhost:9/signed-in' };

let server: PodServer;
let account: (place: string) => string;

beforeAll(async () => {
  server = await startPodServer();
  account = (place) => `${server.baseUrl}.account/${place}`;
});

afterAll(() => server.close());

function signUp(person: AccountVisitor, name: string, secret = password) {
  return person.open(account('login/password/register/'), {
    name,
    email: `${name}@exemple.invalid`,
    password: secret,
  });
}

describe('getting a space', () => {
  test('one form without script makes account, identity and space, and signs in', async () => {
    const lou = new AccountVisitor();

    const page = await signUp(lou, 'lou');
    const profile = await fetch(`${server.baseUrl}lou/profile/card`);

    expect(page.status).toBe(200);
    expect(page.text).toContain(`${server.baseUrl}lou/`);
    expect(page.text).toContain('Mon espace');
    expect(profile.status).toBe(200);
  });

  test('a short password, a bad name and half an address are each said at their field, and nothing is made', async () => {
    const page = await new AccountVisitor().open(account('login/password/register/'), {
      name: 'Château d’eau',
      email: 'lou',
      password: 'court',
    });

    expect(page.status).toBe(400);
    expect(page.text).toContain('Il faut au moins 12 caractères.');
    expect(page.text).toContain('Ce nom ne convient pas.');
    expect(page.text).toContain('n’est pas complète');
    expect(page.text.match(/aria-invalid="true"/g)).toHaveLength(3);
  });

  test('a name and an address that are taken are refused, each with what to do', async () => {
    await signUp(new AccountVisitor(), 'prise');

    const again = await signUp(new AccountVisitor(), 'prise');

    expect(again.status).toBe(400);
    expect(again.text).toContain('Ce nom est déjà pris.');
    expect(again.text).toContain('Cette adresse a déjà un espace.');
  });

  test('a form that another site sends is refused', async () => {
    const answer = await fetch(account('login/password/register/'), {
      method: 'POST',
      headers: { accept: 'text/html', origin: 'https://elsewhere.invalid' },
      body: new URLSearchParams({ name: 'volee', email: 'v@exemple.invalid', password }),
    });

    expect(answer.status).toBe(400);
    expect((await fetch(`${server.baseUrl}volee/profile/card`)).status).toBe(404);
  });
});

describe('signing in', () => {
  test('a wrong password is refused with a sentence, the right one opens the account', async () => {
    await signUp(new AccountVisitor(), 'ines');
    const person = new AccountVisitor();
    const form = { email: 'ines@exemple.invalid', password: 'pas la bonne phrase' };

    const wrong = await person.open(account('login/password/'), form);
    const right = await person.open(account('login/password/'), { ...form, password });
    await person.open(account('sign-out/'), {});
    const after = await person.open(account(''));

    expect(wrong.status).toBe(403);
    expect(wrong.text).toContain('ne vont pas ensemble');
    expect(right.text).toContain(`${server.baseUrl}ines/`);
    expect(after.url).toBe(account('login/password/'));
  });

  test('the answer to a forgotten password is the same for a known and an unknown address', async () => {
    await signUp(new AccountVisitor(), 'oubli');
    const ask = (email: string) =>
      new AccountVisitor().open(account('login/password/forgot/'), { email });

    const known = await ask('oubli@exemple.invalid');
    const unknown = await ask('personne@exemple.invalid');

    expect(known.text).toBe(unknown.text);
    expect(known.text).toContain('C’est noté.');
  });
});

describe('looking after the account', () => {
  test('a key that was given to a program and taken back no longer opens anything', async () => {
    const email = 'cle@exemple.invalid';
    const owner = await createCitizen(server, { email, password, name: 'cle' });
    const person = new AccountVisitor();

    const page = await person.open(account('login/password/'), { email, password });
    const key = /name="key" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const after = await person.open(account('key/'), { key });

    expect(page.text).toContain('test_');
    expect(after.text).toContain('Aucun programme n’a de clé.');
    await expect(signIn(server, owner)).rejects.toThrow();
  });

  test('while an app waits for an answer, the account can still be looked at', async () => {
    const person = new AccountVisitor();
    await signUp(person, 'pause');
    const waiting = await startAppSignIn(server.baseUrl, app);
    await person.open(waiting.address);

    const page = await person.open(server.baseUrl);

    expect(page.text).toContain('Mon espace');
    expect(page.text).toContain(`${server.baseUrl}pause/`);
  });
});

describe('letting an app in', () => {
  test('a sign-up in the middle of an app’s sign-in goes on to the agreement and back to the app', async () => {
    const person = new AccountVisitor();
    const signIn = await startAppSignIn(server.baseUrl, app);

    const first = await person.open(signIn.address);
    const question = await signUp(person, 'noor');
    const back = await person.open(question.url, { answer: 'accept' });
    const tokens = await signIn.redeem(back.url);

    expect(first.url).toBe(account('login/password/'));
    expect(first.text).toContain('Une application vous attend.');
    expect(question.url).toBe(account('oidc/consent/'));
    expect(question.text).toContain('<strong>Mon Logis</strong>');
    expect(question.text).toContain('http://localhost:9');
    expect(back.url).toContain('http://localhost:9/signed-in?');
    expect(tokens.id_token).toBeTypeOf('string');
  });

  test('a person signed in already is asked at once, may refuse, and the app learns it', async () => {
    const person = new AccountVisitor();
    await signUp(person, 'malik');
    const signIn = await startAppSignIn(server.baseUrl, app);

    const question = await person.open(signIn.address);
    const back = await person.open(question.url, { answer: 'refuse' });

    expect(question.url).toBe(account('oidc/consent/'));
    expect(new URL(back.url).searchParams.get('error')).toBe('access_denied');
  });

  test('the agreement may only end at the app that asked', async () => {
    const person = new AccountVisitor();
    await signUp(person, 'zoe');
    const signIn = await startAppSignIn(server.baseUrl, app);

    const question = await person.open(signIn.address);

    const policy = question.headers.get('content-security-policy');
    expect(policy).toContain("form-action 'self' http://localhost:9");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('without an app that waits, the agreement page says so', async () => {
    const page = await new AccountVisitor().open(account('oidc/consent/'));

    expect(page.status).toBe(400);
    expect(page.text).toContain('Aucune application n’attend votre accord.');
  });
});

describe('languages and errors', () => {
  test('a browser in English is answered in English, and the choice of French is kept', async () => {
    const person = new AccountVisitor('en-GB,en;q=0.9');

    const english = await person.open(account('login/password/'));
    await person.open(account('login/password/?lang=fr'));
    const french = await person.open(account('login/password/'));

    expect(english.text).toContain('<html lang="en">');
    expect(french.text).toContain('<html lang="fr">');
  });

  test('a browser at an address that is not public is told what to do, a program gets data', async () => {
    await signUp(new AccountVisitor(), 'prive');
    const address = `${server.baseUrl}prive/data/`;

    const page = await new AccountVisitor().open(address);
    const data = await fetch(address, { headers: { accept: 'application/json' } });

    expect(page.status).toBe(401);
    expect(page.text).toContain('Il faut se connecter');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(data.status).toBe(401);
    expect(data.headers.get('content-type')).toBe('application/problem+json');
  });

  test('the city’s look is served to the pages', async () => {
    const sheet = await fetch(`${server.baseUrl}.look/look.css`);

    expect(sheet.status).toBe(200);
    expect(sheet.headers.get('content-type')).toContain('text/css');
  });
});
