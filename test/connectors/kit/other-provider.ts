import { generateKeyPairSync, sign } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { solid, space } from '../../../vocab/reused.ts';

/** A small provider that vouches for whatever identity it is told to; it also serves one identity of its own. */
export interface OtherProvider {
  readonly url: string;
  /** An identity whose document names this provider. */
  readonly ownWebId: string;
  /** Whom the next sign-in claims to be. */
  claims: string;
  close(): Promise<void>;
}

export async function startOtherProvider(): Promise<OtherProvider> {
  const app = express();
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider: OtherProvider = {
    url,
    ownWebId: `${url}/zoe#me`,
    claims: `${url}/zoe#me`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwt = (claims: object): string => {
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'ES256', typ: 'JWT', kid: 'one' })}.${part(claims)}`;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  };

  app.get('/.well-known/openid-configuration', (_request, response) => {
    response.json({
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/keys`,
      claims_supported: ['webid'],
      subject_types_supported: ['public'],
      scopes_supported: ['openid', 'webid', 'offline_access'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
  });
  app.get('/keys', (_request, response) => {
    response.json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' }] });
  });
  app.get('/authorize', (request, response) => {
    const back = new URL(String(request.query.redirect_uri));
    back.searchParams.set('code', String(request.query.client_id));
    back.searchParams.set('state', String(request.query.state));
    response.redirect(303, back.href);
  });
  app.post('/token', express.urlencoded({ extended: false }), (request, response) => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: url, sub: 'zoe', webid: provider.claims, iat: now, exp: now + 600 };
    response.json({
      access_token: jwt({ ...claims, aud: 'solid' }),
      id_token: jwt({
        ...claims,
        aud: request.body.code,
        azp: request.body.code,
      }),
      token_type: 'DPoP',
      expires_in: 600,
      scope: 'openid webid',
    });
  });
  app.get('/zoe', (_request, response) => {
    response
      .type('text/turtle')
      .send(`<#me> <${solid.oidcIssuer}> <${url}> ; <${space.storage}> <${url}/space/> .`);
  });
  app.get('/loop', (_request, response) => response.redirect(302, '/loop'));
  app.get('/inward', (_request, response) => response.redirect(302, 'http://169.254.169.254/'));
  app.get('/flood', (_request, response) => response.type('text/turtle').send(' '.repeat(600_000)));
  app.get('/silent', () => undefined);
  return provider;
}
