import { createHash } from 'node:crypto';
import { insuranceClaim } from '../../shapes/insurance-claim/insurance-claim.ts';
import { insuranceContract } from '../../shapes/insurance-contract/insurance-contract.ts';
import { insuredHousehold } from '../../shapes/insured-household/insured-household.ts';
import { localDay } from '../../shapes/kit/local-time.ts';
import { trb } from '../../vocab/terms.ts';
import {
  type Connector,
  type ConsentPage,
  document,
  type Pulled,
  type Run,
} from '../kit/contract.ts';
import { ConnectorError } from '../kit/errors.ts';
import type { Field } from '../kit/partner/field.ts';
import { type AccessSettings, createAccess, isOver, type MaifAccess, renewed } from './access.ts';
import { firstCheckpoint, type MaifCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { createClient, type MaifClient } from './client.ts';
import type { MaifSettings } from './config.ts';
import { manifest } from './manifest.ts';
import {
  endedContract,
  insuranceClaimsOf,
  insuranceContractsOf,
  insuredHouseholdOf,
} from './mapping.ts';
import { parseMyInformation } from './payload.ts';
import { BearerRefused } from './refusal.ts';

type MaifPulled = Pulled<MaifCheckpoint, MaifAccess>;

/** A run, and whom it asks. */
interface Visit extends Run<MaifAccess, MaifCheckpoint> {
  readonly client: MaifClient;
  readonly agreement: AccessSettings;
}

export function createMaifConnector(
  settings: MaifSettings,
): Connector<MaifAccess, MaifCheckpoint> & { readonly access: ConsentPage<MaifAccess> } {
  const client = createClient({ ...settings, rateLimit: manifest.rateLimit });
  const agreement = { ...settings, now: () => settings.clock.now() };
  return {
    manifest: {
      ...manifest,
      hosts: [settings.api, settings.connect].map((url) => new URL(url).host),
    },
    access: createAccess(agreement, client),
    places: () => [
      {
        container: 'data/insurance/maif/',
        classes: [trb.InsuranceContract, trb.InsuredHousehold, trb.InsuranceClaim],
      },
    ],
    checkpoint: { first: firstCheckpoint, parse: parseCheckpoint },
    pull: (run) => pull({ ...run, client, agreement }),
  };
}

async function* pull(visit: Visit): AsyncGenerator<MaifPulled, void, undefined> {
  const answer = yield* ask(visit);
  const information = parseMyInformation(answer);
  const today = localDay(visit.clock.now());
  const contracts = insuranceContractsOf(information, today);
  const household = insuredHouseholdOf(information.qualities);
  const claims = insuranceClaimsOf(information.claims);
  const contractKeys = contracts.map(({ contractKey }) => contractKey).sort();

  for (const contract of contracts) yield document(insuranceContract, contract);
  for (const key of keysGone(visit, contractKeys)) {
    // All that is known of it stays; what changes is that it is over.
    yield document(insuranceContract, endedContract(key), (stored, fresh) => ({
      ...stored,
      ...fresh,
    }));
  }
  if (household !== undefined) yield document(insuredHousehold, household);
  for (const claim of claims) yield document(insuranceClaim, claim);
  const member = memberMark(visit.access);
  yield { kind: 'checkpoint', checkpoint: { version: 1, member, contractKeys } };

  const days = [...contracts.map(({ start }) => start), ...claims.map(({ day }) => day)];
  const [firstDay] = days.filter((day) => day !== undefined && day <= today).sort();
  yield { kind: 'coverage', firstDay: firstDay ?? today, lastDay: today };
  if (contracts.length + claims.length === 0) {
    throw new ConnectorError('NO_DATA', 'MAIF knows no home, no vehicle and no claim');
  }
}

/**
 * One call brings all there is. An id_token that is over, or that MAIF does not take although it should be good, is renewed once;
 * the new access is given away before anything else, because the one before may be worth nothing any more.
 */
async function* ask(visit: Visit): AsyncGenerator<MaifPulled, Field, undefined> {
  const { access, agreement, client, clock, signal } = visit;
  if (!isOver(access, clock.now())) {
    try {
      return await client.myInformation(access.idToken, signal);
    } catch (error) {
      if (!(error instanceof BearerRefused)) throw error;
    }
  }
  const next = await renewed(access, agreement, { client, signal });
  yield { kind: 'access', access: next };
  return await client.myInformation(next.idToken, signal);
}

/** The contracts that the run before laid and that MAIF lists no more. */
function keysGone({ access, checkpoint }: Visit, listed: readonly string[]): readonly string[] {
  if (checkpoint.member !== memberMark(access)) return [];
  return checkpoint.contractKeys.filter((key) => !listed.includes(key));
}

const memberMark = ({ subject }: MaifAccess): string =>
  createHash('sha256').update(subject).digest('hex').slice(0, 16);
