import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Egress } from '../../../pod-server/egress/egress.ts';
import { isPublicAddress } from '../../../pod-server/egress/public-address.ts';

const open: { close(): unknown }[] = [];
let hits: string[] = [];
let trap: string;

beforeEach(async () => {
  hits = [];
  trap = await serve((request, response) => {
    hits.push(request.url ?? '');
    response.end('you should not be here');
  });
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((opened) => opened.close()));
});

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function egress(allowedOrigins: readonly string[] = [], addresses?: readonly string[]): Egress {
  const resolver = addresses && { resolver: async () => addresses };
  const made = new Egress({ allowedOrigins, ...resolver });
  open.push(made);
  return made;
}

describe('machines near us are never asked', () => {
  const forms = (port: string) => [
    `http://127.0.0.1:${port}/`,
    `https://127.0.0.1:${port}/`,
    `http://[::1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://2130706433:${port}/`,
    `http://017700000001:${port}/`,
    `http://0x7f.1:${port}/`,
    `http://127.1:${port}/`,
    `http://0.0.0.0:${port}/`,
    `http://localhost:${port}/`,
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://0/',
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://localhost/',
    'http://example.org/',
    'https://example.org:8443/',
    'https://anna:secret@example.org/',
    'ftp://example.org/',
    'file:///etc/hostname',
    'data:text/plain,hello',
    'no address at all',
    `https://example.org/${'a'.repeat(5_000)}`,
  ];

  test('whatever form their address takes', async () => {
    const guarded = egress();
    for (const address of forms(new URL(trap).port)) {
      await expect(guarded.fetch(address), address).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    }
    expect(hits).toEqual([]);
  });

  test('not when a name leads to one', async () => {
    for (const addresses of [
      ['127.0.0.1'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['8.8.8.8', '10.0.0.1'],
      [],
    ]) {
      const answer = egress([], addresses).fetch('https://pods.exemple.invalid/');
      await expect(answer, addresses.join()).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    }
    expect(hits).toEqual([]);
  });

  test('not when an allowed host redirects to one', async () => {
    const host = await serve((request, response) => {
      const leadsTo: Record<string, string> = {
        '/trap': trap,
        '/chain': '/trap',
        '/metadata': 'http://169.254.169.254/',
        '/scheme': 'https://127.0.0.1/',
        '/credentials': `http://anna:secret@${request.headers.host}/`,
      };
      response.writeHead(302, { location: leadsTo[request.url ?? ''] ?? '' }).end();
    });
    for (const path of ['/trap', '/chain', '/metadata', '/scheme', '/credentials']) {
      const answer = egress([host]).fetch(host + path);
      await expect(answer, path).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    }
    expect(hits).toEqual([]);
  });

  test('and only addresses of the open Internet count as public', () => {
    const answers = [
      '8.8.8.8',
      '2606:4700::1111',
      '198.51.100.1',
      '192.0.2.1',
      'pods.exemple.invalid',
      '',
    ];

    expect(answers.map(isPublicAddress)).toEqual([true, true, false, false, false, false]);
  });
});

describe('what may be asked', () => {
  test('answers with status, type, address and body', async () => {
    const host = await serve((request, response) => {
      response.writeHead(203, { 'content-type': 'text/turtle' });
      response.end(`${request.method} ${request.headers.accept} ${request.headers.cookie}`);
    });

    const answer = await egress([host]).fetch(`${host}/card?x=1#me`, { accept: 'text/turtle' });

    expect(answer).toMatchObject({
      status: 203,
      contentType: 'text/turtle',
      url: `${host}/card?x=1`,
    });
    expect(answer.body.toString()).toBe('GET text/turtle undefined');
  });

  test('is followed through three redirects and no fourth', async () => {
    const host = await serve(({ url }, response) => {
      const left = Number(url?.slice(1));
      if (left === 0) response.end('here');
      else response.writeHead(307, { location: `/${left - 1}` }).end();
    });

    const followed = await egress([host]).fetch(`${host}/3`);

    expect(followed).toMatchObject({ status: 200, url: `${host}/0` });
    await expect(egress([host]).fetch(`${host}/4`)).rejects.toMatchObject({
      code: 'TOO_MANY_REDIRECTS',
    });
  });

  test('is not told our headers when a redirect leads to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const host = await serve((_, response) => response.writeHead(302, { location: other }).end());

    await egress([host, other]).fetch(host, { headers: { authorization: 'ours' } });

    expect(seen).toEqual([undefined]);
  });

  test('takes a message, and its redirect is not followed', async () => {
    const host = await serve((request, response) => {
      request.pipe(response.writeHead(307, { location: '/elsewhere' }));
    });

    const answer = await egress([host]).fetch(host, { method: 'POST', body: 'news' });

    expect(answer.status).toBe(307);
    expect(answer.body.toString()).toBe('news');
  });
});

describe('hosts that mean harm or are ill', () => {
  test('an endless body is broken off', async () => {
    let closed = () => {};
    const brokenOff = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const host = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more).on('close', closed);
      more();
    });

    await expect(egress([host]).fetch(host)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await brokenOff;
  });

  test('a small body that unfolds into a large one is broken off', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const host = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });

    await expect(egress([host]).fetch(host)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('a compressed body of a fair size is read, a broken one is not', async () => {
    const host = await serve(({ url }, response) => {
      const coding = url === '/unknown' ? 'zstd' : 'gzip';
      response.writeHead(200, { 'content-encoding': coding });
      response.end(url === '/good' ? gzipSync('hello') : 'hello');
    });

    const good = await egress([host]).fetch(`${host}/good`);

    expect(good.body.toString()).toBe('hello');
    for (const path of ['/broken', '/unknown'])
      await expect(egress([host]).fetch(host + path)).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });

  test('silence and a dripping body end with the time given', async () => {
    const host = await serve(({ url }, response) => {
      if (url === '/silent') return;
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });

    for (const path of ['/silent', '/dripping']) {
      const answer = egress([host]).fetch(host + path, { millisecondsMax: 300 });
      await expect(answer).rejects.toMatchObject({ code: 'TOO_SLOW' });
    }
  });

  test('what failed a moment ago is not asked again, its neighbours are', async () => {
    let asked = 0;
    const host = await serve(({ url }, response) => {
      asked += 1;
      if (url !== '/silent') response.end('well');
    });
    const out = egress([host]);

    await expect(out.fetch(`${host}/silent`, { millisecondsMax: 200 })).rejects.toThrow();
    await expect(out.fetch(`${host}/silent`)).rejects.toMatchObject({ code: 'TOO_SLOW' });
    const neighbour = await out.fetch(`${host}/card`);

    expect(neighbour.body.toString()).toBe('well');
    expect(asked).toBe(2);
  });

  test('a host that cannot be connected is down for all its addresses', async () => {
    const gone = 'http://127.0.0.1:1';
    const out = egress([gone]);

    await expect(out.fetch(`${gone}/one`)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await expect(out.fetch(`${gone}/two`)).rejects.toThrow('remembered');
  });

  test('one host gets at most six requests at once, those beyond wait their turn', async () => {
    let active = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const host = await serve((_, response) => {
      active += 1;
      most = Math.max(most, active);
      waiting.push(() => {
        active -= 1;
        response.end();
      });
      if (waiting.length >= 6 || active < 6) setImmediate(() => waiting.shift()?.());
    });
    const out = egress([host]);

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => out.fetch(`${host}/${index}`)),
    );

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(most).toBeLessThanOrEqual(6);
  });

  test('a crowd before a host that is silent is turned away at once', async () => {
    const host = await serve(() => {});
    const out = egress([host]);

    const answers = await Promise.allSettled(
      Array.from({ length: 80 }, (_, index) =>
        out.fetch(`${host}/${index}`, { millisecondsMax: 500 }),
      ),
    );

    const codes = answers.map((answer) => answer.status === 'rejected' && answer.reason.code);
    expect(codes.every((code) => code === 'TOO_SLOW' || code === 'BUSY')).toBe(true);
    expect(codes.filter((code) => code === 'BUSY').length).toBeGreaterThanOrEqual(24);
  });
});
