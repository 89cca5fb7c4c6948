// The limit: node:http sends the same bytes and headers from memory; with a key, it verifies one ES256 signature a request first.
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';

const { headers, body, jwk } = JSON.parse(process.argv[2]);
const bytes = Buffer.from(body);
const key = jwk === undefined ? undefined : createPublicKey({ key: jwk, format: 'jwk' });
const raw = headers.flat();

const server = createServer((request, response) => {
  if (key === undefined) {
    response.writeHead(200, raw);
    response.end(bytes);
    return;
  }
  const proof = request.headers.dpop;
  const dot = proof.lastIndexOf('.');
  const signature = Buffer.from(proof.slice(dot + 1), 'base64url');
  const how = { key, dsaEncoding: 'ieee-p1363' };
  verify('sha256', Buffer.from(proof.slice(0, dot)), how, signature, (_, valid) => {
    response.writeHead(valid ? 200 : 401, raw);
    response.end(bytes);
  });
});
server.listen(0, 'localhost', () =>
  process.stdout.write(`Listening at ${server.address().port}\n`),
);
