/** The chassis, @solid/community-server without its data path, loaded when somebody first needs it: it takes half a second and 100 MB. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import type { Addresses } from '../http/addresses.ts';
import type { Rdf } from '../rdf/rdf.ts';
import type { Storage } from '../storage/storage.ts';
import { Front } from './front.ts';
import type { Chassis } from './open-chassis.ts';
import type { Outbound } from './outbound.ts';
import { ServerKeys } from './server-keys.ts';
import { noteVisitorAddress } from './visitor-address.ts';

interface ChassisSettings {
  /** Where people reach the server; ends with a slash. */
  readonly baseUrl: string;
  readonly loggingLevel: string;
  readonly seedConfig?: string;
  readonly lookFolder?: string;
  readonly vocabularyFolder?: string;
}

interface LazyChassisArgs {
  readonly config: ChassisSettings;
  readonly storage: Storage;
  readonly addresses: Addresses;
  readonly egress: Outbound;
  readonly rdf: Pick<Rdf, 'parse'>;
  /** Who asks, for the rate limits; behind a trusted proxy the door knows better than the socket. */
  readonly clientAddress?: (request: IncomingMessage) => string;
}

/** What proxies, and whoever plays one, write into requests. The base address says all of it. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port'];

/** Accounts, sign-in and the pages about them. */
export class LazyChassis {
  readonly #args: LazyChassisArgs;
  readonly #base: URL;
  readonly #front: Front;
  readonly #keys: ServerKeys;
  #chassis: Promise<Chassis> | undefined;

  public constructor(args: LazyChassisArgs) {
    this.#args = args;
    this.#base = new URL(args.config.baseUrl);
    this.#front = new Front(args.config);
    this.#keys = new ServerKeys(args.storage.keyValues);
  }

  /**
   * Answers whatever lies below `.account/`, `.oidc/`, `.look/`, `vocab/`, the favicon, the two well-known documents of the provider,
   * and the page at the base address. Look, vocabulary and the welcome page of whoever is not signed in load nothing.
   * Throws Problem, StorageError, and what is our fault: the door answers those.
   */
  public async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = this.#addressOf(request);
    this.#normalize(request);
    if (await this.#front.handle(request, response)) return;
    const chassis = await this.#load();
    noteVisitorAddress(request, address);
    await chassis.handle(request, response);
  }

  /** Adds the accounts and pods of the seed file that are missing; loads nothing when there is no seed file. */
  public async seed(): Promise<void> {
    const { seedConfig } = this.#args.config;
    if (seedConfig !== undefined) await (await this.#load()).sow(seedConfig);
  }

  /** The public keys of our own provider, so that our tokens are checked without a request to ourselves; loads nothing. */
  public ownKeys(): Promise<readonly JWK[]> {
    return this.#keys.publicKeys();
  }

  /** Resolves when nothing is being loaded any more; there is nothing else to stop. */
  public async close(): Promise<void> {
    await this.#chassis?.catch(() => undefined);
  }

  #addressOf(request: IncomingMessage): string {
    return this.#args.clientAddress?.(request) ?? request.socket.remoteAddress ?? '';
  }

  /** The provider derives addresses from headers; with these it can only find our own. */
  #normalize({ headers }: IncomingMessage): void {
    for (const name of FORWARDED) delete headers[name];
    headers.host = this.#base.host;
    headers['x-forwarded-proto'] = this.#base.protocol.slice(0, -1);
  }

  /** Those who come while it loads wait for the same load; one that failed is tried again. */
  #load(): Promise<Chassis> {
    this.#chassis ??= this.#open().catch((error: unknown) => {
      this.#chassis = undefined;
      throw error;
    });
    return this.#chassis;
  }

  async #open(): Promise<Chassis> {
    const { config, storage, addresses, egress, rdf } = this.#args;
    const { openChassis } = await import('./open-chassis.ts');
    return openChassis({
      baseUrl: config.baseUrl,
      loggingLevel: config.loggingLevel,
      storage,
      addresses,
      outbound: egress,
      parse: rdf.parse.bind(rdf),
      keys: this.#keys,
    });
  }
}
