import type { PodCreatorInput, PodCreatorOutput } from '@solid/community-server';
import { BadRequestHttpError, PodCreator } from '@solid/community-server';
import { type Addresses, isPodName } from '../http/addresses.ts';
import type { Storage } from '../storage/storage.ts';
import type { AccountRecords, NewPart } from './account-records.ts';
import type { PodTemplate } from './pod-template.ts';

const WEBID_PLACE = 'profile/card#me';
/** Names below the base address that the server itself answers to. */
const TAKEN_NAMES: readonly string[] = ['vocab'];
/** What must not stand in an IRI between angle brackets (Turtle 1.1, IRIREF). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const NOT_IN_IRI = /[\u0000-\u0020<>"{}|^`\\]/;

interface SpaceCreatorArgs {
  readonly storage: Storage;
  readonly addresses: Addresses;
  readonly records: AccountRecords;
  readonly template: PodTemplate;
}

/**
 * Makes a pod and writes it down in its account: first the account (pod, owner, WebID in one change), then the pod with all its
 * first content in one transaction. Whoever is cut off in between asks again and gets the pod that the account already names.
 */
export class SpaceCreator extends PodCreator {
  readonly #args: SpaceCreatorArgs;

  public constructor(args: SpaceCreatorArgs) {
    super();
    this.#args = args;
  }

  /** The pod's name in its address; undefined for a name that cannot be one. */
  public podNameOf(name: string): string | undefined {
    const pod = name
      .trim()
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-');
    return isPodName(pod) ? pod : undefined;
  }

  public addressOf(name: string): string | undefined {
    const pod = this.podNameOf(name);
    return pod === undefined ? undefined : this.#args.addresses.rootOf(pod);
  }

  public async isTaken(name: string): Promise<boolean> {
    const pod = this.podNameOf(name);
    if (pod === undefined) return false;
    return TAKEN_NAMES.includes(pod) || (await this.#args.storage.read(pod, [])) !== undefined;
  }

  /** Throws 400 for a name that is no name or is taken, as the stock server does. */
  public override async handle(input: PodCreatorInput): Promise<PodCreatorOutput> {
    const { accountId, name = '' } = input;
    const pod = this.podNameOf(name);
    if (pod === undefined)
      throw new BadRequestHttpError('A name has 1 to 63 letters without accent, digits or dashes.');
    if (TAKEN_NAMES.includes(pod)) throw taken(pod);
    const podUrl = this.#args.addresses.rootOf(pod);
    const ownWebId = `${podUrl}${WEBID_PLACE}`;
    const webId = input.webId ?? ownWebId;
    if (NOT_IN_IRI.test(webId) || !URL.canParse(webId))
      throw new BadRequestHttpError('The WebID is not an address.');
    const unfinished = await this.#unfinished(accountId, podUrl, webId);
    const parts = unfinished ?? this.#partsFor({ accountId, podUrl, webId, ownWebId });
    if (unfinished === undefined) {
      if (await this.isTaken(pod)) throw taken(pod);
      await this.#args.records.addParts(accountId, parts);
    }
    const made = await this.#createPod(pod, podUrl, { webId, isOwn: webId === ownWebId });
    if (!made) {
      if (unfinished === undefined) await this.#forget(parts);
      throw taken(pod);
    }
    const webIdLink = idOf(parts, 'webIdLink');
    return {
      podUrl,
      webId,
      podId: idOf(parts, 'pod') ?? '',
      ...(webIdLink === undefined ? {} : { webIdLink }),
    };
  }

  #createPod(
    pod: string,
    base: string,
    { webId, isOwn }: { readonly webId: string; readonly isOwn: boolean },
  ): Promise<boolean> {
    const { storage, template, addresses } = this.#args;
    const changes = template.changes({
      base,
      webId,
      ...(isOwn ? { oidcIssuer: addresses.baseUrl } : {}),
    });
    return storage.createPod(pod, { owners: [webId], changes });
  }

  #partsFor(of: {
    readonly accountId: string;
    readonly podUrl: string;
    readonly webId: string;
    readonly ownWebId: string;
  }): readonly NewPart[] {
    const { accountId, podUrl, webId, ownWebId } = of;
    const { records } = this.#args;
    const podId = records.newPartId(accountId);
    const part = (type: string, fields: NewPart['fields'], id = records.newPartId(accountId)) => ({
      type,
      id,
      fields,
    });
    const owned = [
      part('pod', { baseUrl: podUrl, accountId }, podId),
      part('owner', { webId, visible: false, podId }),
    ];
    return webId === ownWebId ? [...owned, part('webIdLink', { webId, accountId })] : owned;
  }

  /** What an earlier attempt of this account left that was cut off before there was a pod. */
  async #unfinished(
    accountId: string,
    baseUrl: string,
    webId: string,
  ): Promise<readonly NewPart[] | undefined> {
    const { records } = this.#args;
    const [pod] = await records.find('pod', { accountId, baseUrl });
    if (pod === undefined) return undefined;
    const [owner] = await records.find('owner', { podId: pod.id, webId });
    if (owner === undefined) return undefined;
    const [link] = await records.find('webIdLink', { accountId, webId });
    return [
      { type: 'pod', id: pod.id, fields: {} },
      ...(link === undefined ? [] : [{ type: 'webIdLink', id: link.id, fields: {} }]),
    ];
  }

  async #forget(parts: readonly NewPart[]): Promise<void> {
    for (const { type, id } of parts)
      if (type !== 'owner') await this.#args.records.delete(type, id);
  }
}

function idOf(parts: readonly NewPart[], type: string): string | undefined {
  return parts.find((part) => part.type === type)?.id;
}

function taken(pod: string): BadRequestHttpError {
  return new BadRequestHttpError(`There already is a pod named "${pod}".`);
}
