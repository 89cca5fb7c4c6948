import { randomUUID } from 'node:crypto';
import {
  BadRequestHttpError,
  type ExpiringStorage,
  errorTermsToMetadata,
  OwnershipValidator,
} from '@solid/community-server';
import { DataFactory } from 'n3';
import type { Rdf } from '../rdf/rdf.ts';
import type { Outbound } from './outbound.ts';

const TOKEN = 'http://www.w3.org/ns/solid/terms#oidcIssuerRegistrationToken';
const TOKEN_MILLISECONDS = 30 * 60_000;
const ACCEPT = 'text/turtle, application/ld+json;q=0.9, application/n-triples;q=0.8';
const { literal, namedNode, quad } = DataFactory;

interface WebIdOwnershipArgs {
  readonly outbound: Outbound;
  readonly tokens: ExpiringStorage<string, string>;
  readonly parse: Rdf['parse'];
}

/** Whoever wants to sign in with a WebID that lies elsewhere proves it is hers by writing a token of ours into its document. */
export class WebIdOwnership extends OwnershipValidator {
  readonly #args: WebIdOwnershipArgs;

  public constructor(args: WebIdOwnershipArgs) {
    super();
    this.#args = args;
  }

  /** Throws 400 with the triple to write as long as it is not there. */
  public override async handle({ webId }: { webId: string }): Promise<void> {
    const { tokens } = this.#args;
    const known = await tokens.get(webId);
    if (known !== undefined && (await this.#stands(webId, known))) {
      await tokens.delete(webId);
      return;
    }
    const token = known ?? randomUUID();
    if (known === undefined) await tokens.set(webId, token, TOKEN_MILLISECONDS);
    const triple = `<${webId}> <${TOKEN}> "${token}".`;
    throw new BadRequestHttpError(
      [
        'Verification token not found.',
        `Please add the RDF triple ${triple} to the WebID document at ${webId.replace(/#.*/, '')}`,
        'to prove it belongs to you. You can remove this triple again after validation.',
      ].join(' '),
      { metadata: errorTermsToMetadata({ quad: triple }) },
    );
  }

  async #stands(webId: string, token: string): Promise<boolean> {
    const { outbound, parse } = this.#args;
    try {
      const { status, body, contentType, url } = await outbound.fetch(webId, { accept: ACCEPT });
      if (status !== 200) throw new Error(`it answers ${status}`);
      const { quads } = await parse(body, contentType, url);
      const wanted = quad(namedNode(webId), namedNode(TOKEN), literal(token));
      return quads.some((one) => one.equals(wanted));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new BadRequestHttpError(`The WebID document could not be read: ${why}.`);
    }
  }
}
