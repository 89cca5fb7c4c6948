import { ConnectorError } from '../kit/errors.ts';
import { jsonOf } from '../kit/partner/answer.ts';
import {
  type ApplicationToken,
  createApplicationToken,
  parseToken,
} from '../kit/partner/application-token.ts';
import { createPartnerDoor, type DoorSettings, type PartnerDoor } from '../kit/partner/door.ts';
import { Field } from '../kit/partner/field.ts';
import { PARTNER } from './manifest.ts';
import { readObjects } from './objects.ts';
import { refusalOf } from './refusal.ts';

export interface ClientSettings
  extends Pick<DoorSettings, 'rateLimit' | 'clock' | 'clockFactor' | 'answerSecondsMax'> {
  readonly api: string;
  /** Address at which the city's application signs in. */
  readonly login: string;
  /** GRDF's name of the server that gives out our tokens; it comes with the city's account. */
  readonly loginServer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

interface GrdfRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** The number of the meter is part of some paths because GRDF's contract wants it there; it reaches no log of ours. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** Speaks HTTP with GRDF for every citizen of the process. It never tries twice: that is the runner's business. */
export interface GrdfClient {
  /** Gives each object of the answer as it comes. Throws a ConnectorError or a DeclarationConflict. */
  ask(request: GrdfRequest, each: (object: Field) => void): Promise<void>;
}

const BASE = '/adict/v2';
const TYPE = /^application\/(?:[\w.+-]+\+)?(?:x-)?(?:nd-?)?json$/;

export function createClient(settings: ClientSettings): GrdfClient {
  const hosts = [settings.api, settings.login].map((url) => new URL(url).host);
  const door = createPartnerDoor({ ...settings, partner: PARTNER, hosts });
  const token = createApplicationToken(() => fetchToken(door, settings), settings.clockFactor);
  return { ask: (request, each) => ask({ door, token, api: settings.api }, request, each) };
}

/** One token for the application; it says nothing about any citizen's right. */
async function fetchToken(
  door: PartnerDoor,
  { login, loginServer, clientId, clientSecret }: ClientSettings,
) {
  const answer = await door.call({
    url: new URL(`${login}/oauth2/${encodeURIComponent(loginServer)}/v1/token`),
    init: {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: BASE,
      }),
    },
  });
  const { status } = answer;
  if (status === 200) return parseToken(Field.of(jsonOf(answer), PARTNER));
  if (status === 400 || status === 401) {
    throw new ConnectorError('PARTNER_REFUSED', `${PARTNER} does not know the city’s account`);
  }
  throw refusalOf(answer);
}

interface Way {
  readonly door: PartnerDoor;
  readonly token: ApplicationToken;
  readonly api: string;
}

async function ask(
  { door, token, api }: Way,
  { method, path, query = {}, body, signal }: GrdfRequest,
  each: (object: Field) => void,
): Promise<void> {
  const value = await token.current();
  const url = new URL(`${api}${BASE}${path}`);
  url.search = new URLSearchParams(query).toString();
  let count = 0;
  const objects = readObjects((object) => {
    count += 1;
    each(object);
  });
  const answer = await door.call({
    url,
    init: {
      method,
      headers: {
        authorization: `Bearer ${value}`,
        accept: 'application/nd-json, application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    },
    take: objects.take,
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 401) token.forget(value);
  if (answer.status < 200 || answer.status >= 300) throw refusalOf(answer);
  if (!TYPE.test(answer.type)) {
    const type = answer.type || 'nothing';
    throw new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent ${type} where JSON is due`);
  }
  objects.end();
  // Even where it has nothing, GRDF says so in a line: an answer without any was lost on its way.
  if (count === 0 && method !== 'PATCH')
    throw new ConnectorError('PARTNER_ANSWER_INVALID', `${PARTNER} sent an answer without a line`);
}
