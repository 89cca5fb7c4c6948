/** Builds the rooms of one process over a storage, each with what it needs of the others. */
import { Authenticator } from './authorization/authenticator.ts';
import { Authorizer } from './authorization/authorizer.ts';
import { LinkedDocuments } from './authorization/linked-documents.ts';
import type { PodServerConfig } from './config.ts';
import { Egress } from './egress/egress.ts';
import { Feed } from './feed/feed.ts';
import { Notifications } from './feed/notifications.ts';
import { Addresses } from './http/addresses.ts';
import { clientAddressOf } from './http/client-address.ts';
import type { Rooms } from './http/door.ts';
import { OriginHandler } from './http/origin-handler.ts';
import { LazyChassis } from './identity/chassis.ts';
import { ServerKeys } from './identity/server-keys.ts';
import { PodHandler } from './ldp/pod-handler.ts';
import { writeLog } from './observability/log.ts';
import { Rdf } from './rdf/rdf.ts';
import type { Storage } from './storage/storage.ts';

export interface BuiltRooms {
  readonly rooms: Rooms;
  readonly addresses: Addresses;
  /** Adds the accounts of the seed file that are missing. */
  seed(): Promise<void>;
  close(): Promise<void>;
}

export function buildRooms(config: PodServerConfig, storage: Storage): BuiltRooms {
  const { baseUrl } = config;
  const addresses = new Addresses(config);
  const rdf = new Rdf();
  const egress = new Egress({ allowedOrigins: config.allowedOrigins });
  const trusted = new Set(config.trustedProxies);
  const keys = new ServerKeys(storage.keyValues);
  const chassis = new LazyChassis({
    config,
    storage,
    addresses,
    egress,
    rdf,
    clientAddress: (request) => clientAddressOf(request, trusted),
  });
  const documents = new LinkedDocuments({ storage, addresses, rdf, egress });
  const authenticator = new Authenticator({
    storage,
    documents,
    egress,
    issuers: { own: baseUrl, ownKeys: () => chassis.ownKeys() },
    baseUrl,
    bearer: config.acceptBearer,
    strictProofs: config.strictProofs,
  });
  const authorizer = new Authorizer({
    storage,
    addresses,
    rdf,
    groups: (url) => documents.membersOf(url),
  });
  const pods = new PodHandler({
    storage,
    addresses,
    rdf,
    authenticator,
    authorizer,
    isOriginShared: !config.subdomains,
  });
  const origin = new OriginHandler({ baseUrl, isReady: () => canRead(storage) });
  const feed = new Feed({ storage });
  const notifications = new Notifications({
    storage,
    feed,
    addresses,
    authenticator,
    authorizer,
    egress,
    baseUrl,
    signingKey: () => keys.signingKey(),
    onWebhookFailure: ({ receiver, reason, isGivenUp }) => {
      if (config.loggingLevel === 'error') return;
      const next = isGivenUp ? 'given-up' : 'retry';
      writeLog('warn', 'webhooks', `failed receiver=${receiver} reason=${reason} next=${next}`);
    },
  });
  notifications.start();
  return {
    rooms: { pods, notifications, chassis, origin },
    addresses,
    seed: () => chassis.seed(),
    close: async () => {
      feed.close();
      await notifications.close();
      await Promise.all([chassis.close(), egress.close(), rdf.close()]);
    },
  };
}

async function canRead(storage: Storage): Promise<boolean> {
  try {
    await storage.pods({ limit: 1 });
    return true;
  } catch {
    return false;
  }
}
