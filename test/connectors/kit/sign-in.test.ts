import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Citizen, type PodServer, startStockServer } from '../../kit/pod-servers.ts';
import { type OtherProvider, startOtherProvider } from './other-provider.ts';
import { makeCitizen, type Stage, setStage, signInAt } from './stage.ts';
import { type Page, passProvider, tokenOf, WebBrowser } from './web-browser.ts';

const COOKIE = 'fontaine';

let server: PodServer;
let stage: Stage;
let odile: Citizen;
let other: OtherProvider;

beforeAll(async () => {
  server = await startStockServer();
  stage = await setStage(server, 'sign-in');
  odile = await makeCitizen(server, 'odile');
  other = await startOtherProvider();
});

afterAll(async () => {
  await other?.close();
  await stage?.close();
  await server?.close();
});

async function signInWith(address: string, browser = new WebBrowser()): Promise<Page> {
  const home = await browser.open(`${stage.url}/`);
  return browser.submit(home, '/sign-in', { provider: 'other', address });
}

test('an identity that names another provider is recognised there', async () => {
  other.claims = other.ownWebId;

  const page = await signInWith(other.url);

  expect(page.text).toContain('Donner mon accord');
  expect(page.text).toContain(other.ownWebId);
});

test("a provider that claims somebody else's identity is refused", async () => {
  other.claims = odile.webId;

  const page = await signInWith(other.url);

  expect(page.status).toBe(403);
  expect(page.text).toContain('Votre identité ne reconnaît pas ce fournisseur');
});

test('who types her identity instead of her provider is led to the provider that it names', async () => {
  const browser = new WebBrowser();

  const arrived = await signInWith(odile.webId, browser);
  expect(arrived.url.startsWith(server.baseUrl)).toBe(true);
  const page = await passProvider(browser, arrived, odile);

  expect(page.text).toContain(odile.webId);
});

test('an address without any provider is answered in words, in both languages', async () => {
  for (const address of ['', 'rien du tout', `${other.url}/nowhere`, 'ftp://exemple.invalid']) {
    const page = await signInWith(address);

    expect([address, page.status]).toEqual([address, 400]);
    expect(page.text).toContain('Nous ne trouvons aucun fournisseur à cette adresse');
  }
  const browser = new WebBrowser();
  await browser.open(`${stage.url}/?lang=en`);
  expect((await signInWith('', browser)).text).toContain('We find no provider at this address');
});

test('no address leads this server into a private network, round in circles, or into a flood', async () => {
  for (const address of [
    'http://169.254.169.254/',
    'https://10.0.0.1/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'http://exemple.invalid/',
    'https://nom:secret@exemple.invalid/',
    `${other.url}/loop#me`,
    `${other.url}/inward#me`,
    `${other.url}/flood#me`,
  ]) {
    expect([address, (await signInWith(address)).status]).toEqual([address, 400]);
  }
});

test('a provider that never answers is given up after five seconds', async () => {
  const page = await signInWith(`${other.url}/silent#me`);

  expect(page.status).toBe(502);
  expect(page.text).toContain('Votre fournisseur ne répond pas');
});

test('a form from another site changes nothing', async () => {
  const browser = new WebBrowser();
  const agree = await signInAt(stage, browser, odile);
  const post = (headers: Record<string, string>) =>
    browser.fetch(`${stage.url}/consent`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ token: tokenOf(agree) }),
    });

  for (const headers of [
    {},
    { origin: 'https://ailleurs.exemple.invalid' },
    { origin: 'null' },
    { origin: stage.url, 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    const { status } = await post(headers as Record<string, string>);
    expect([headers, status]).toEqual([headers, 403]);
  }
  const withoutToken = await browser.submit(agree, '/consent', { token: 'x'.repeat(43) });
  expect(withoutToken.status).toBe(403);
  expect(withoutToken.text).toContain('Nous n’avons pas reconnu cette demande');
});

test('a session id that somebody planted is never taken over, and signing in gives a fresh one', async () => {
  const browser = new WebBrowser();
  const planted = 'A'.repeat(43);
  browser.setCookie(stage.url, COOKIE, planted);

  const home = await browser.open(`${stage.url}/`);
  const arrived = await browser.submit(home, '/sign-in', { provider: 'city' });
  const waiting = browser.cookie(stage.url, COOKIE);
  await passProvider(browser, arrived, odile);
  const signedIn = browser.cookie(stage.url, COOKIE);

  expect(new Set([planted, waiting, signedIn]).size).toBe(3);
  const thief = new WebBrowser();
  thief.setCookie(stage.url, COOKIE, waiting ?? '');
  expect((await thief.open(`${stage.url}/`)).text).not.toContain(odile.webId);
});

test('a sign-in or an agreement is finished in the browser that began it, once', async () => {
  const browser = new WebBrowser();
  const home = await browser.open(`${stage.url}/`);
  other.claims = other.ownWebId;
  const start = await browser.fetch(`${stage.url}/sign-in`, {
    method: 'POST',
    headers: { origin: stage.url },
    body: new URLSearchParams({ provider: 'other', address: other.url }),
  });
  const back = await browser.fetch(start.headers.get('location') ?? '');
  const callback = back.headers.get('location') ?? '';

  const stranger = await new WebBrowser().open(callback);
  const first = await browser.open(callback);
  const second = await browser.open(callback);
  const invented = await browser.open(`${stage.url}/consented?state=invented&meter=1`);

  expect(home.status).toBe(200);
  expect([stranger.status, first.status, second.status]).toEqual([400, 200, 400]);
  expect(stranger.text).toContain('Cette page a attendu trop longtemps');
  expect(invented.status).toBe(400);
});

test('who refuses at her provider is told that nothing was done', async () => {
  const browser = new WebBrowser();
  const start = await browser.fetch(`${stage.url}/sign-in`, {
    method: 'POST',
    headers: { origin: stage.url },
    body: new URLSearchParams({ provider: 'other', address: other.url }),
  });
  const { searchParams } = new URL(start.headers.get('location') ?? '');
  const state = searchParams.get('state');

  const page = await browser.open(`${stage.url}/signed-in?error=access_denied&state=${state}`);

  expect(page.status).toBe(400);
  expect(page.text).toContain('Votre fournisseur n’a pas confirmé votre identité');
});

test('a visitor is led to the first page, and a program is told in problem details', async () => {
  const visitor = new WebBrowser();

  expect((await visitor.open(`${stage.url}/connection`)).url).toBe(`${stage.url}/`);
  const answer = await fetch(`${stage.url}/signed-in`, { headers: { accept: 'application/json' } });

  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 400, code: 'SIGN_IN_EXPIRED' });
});

test('every page forbids frames, foreign scripts and inline code, and the cookie is out of reach of scripts', async () => {
  const answer = await fetch(`${stage.url}/`);
  const policy = answer.headers.get('content-security-policy') ?? '';

  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('referrer-policy')).toBe('same-origin');
  const start = await fetch(`${stage.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: stage.url },
    body: new URLSearchParams({ provider: 'city' }),
  });
  expect(start.headers.getSetCookie().join()).toMatch(/HttpOnly; SameSite=Lax/i);
});

test('a provider reads who we are in a client document', async () => {
  const answer = await fetch(`${stage.url}/client.jsonld`);

  expect(answer.headers.get('content-type')).toContain('application/ld+json');
  expect(await answer.json()).toMatchObject({
    client_id: `${stage.url}/client.jsonld`,
    redirect_uris: [`${stage.url}/signed-in`],
  });
});
