import { useEffect, useState } from 'preact/hooks';
import type { Trouble } from '../core/trouble.ts';
import { mayBeSignedIn, PROVIDER_KEY } from '../pod/arrival.ts';
import type { City } from '../pod/city.ts';
import type { Household, Person } from '../pod/household.ts';
import { originsOf, sendOnlyTo } from '../pod/own-policy.ts';
import type { SignedIn } from '../pod/session.ts';
import type { SignInNotice } from './sign-in.tsx';

/** Who she is and where her data lies: known once, for as long as the page lives. */
interface Known {
  readonly session: SignedIn;
  readonly person: Person;
}

export interface Opened extends Known {
  readonly household: Household;
}

/** Where the citizen stands with us. */
export type Stage =
  | { readonly kind: 'opening' }
  | { readonly kind: 'signed-out'; readonly notice: SignInNotice | undefined }
  | ({ readonly kind: 'open' } & Opened)
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

/** While data arrives for the first time, the page looks again this often. */
const REFRESH_MILLISECONDS = 4_000;

export function useStage(city: City) {
  const [stage, setStage] = useState<Stage>({ kind: 'opening' });
  const [known, setKnown] = useState<Known | undefined>(undefined);

  function fail(error: unknown): void {
    void import('../pod/reading.ts').then(({ troubleFrom }) =>
      setStage({ kind: 'trouble', trouble: troubleFrom(error) }),
    );
  }

  function refresh(): void {
    if (known === undefined) location.reload();
    else look(known, city).then(setStage, fail);
  }

  useEffect(() => {
    arriveAt(city, setKnown).then(setStage, fail);
  }, [city]);

  useEffect(() => {
    if (!isReceiving(stage)) return;
    const timer = setTimeout(refresh, REFRESH_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [stage]);

  return { stage, refresh, fail };
}

/** Back to the first page, as after signing out; a reload also lifts the narrowed policy. */
export function leave(): void {
  localStorage.removeItem(PROVIDER_KEY);
  location.assign('/');
}

/** First where her data lies, then the policy that lets data go only there, then the data. */
async function arriveAt(city: City, onKnown: (known: Known) => void): Promise<Stage> {
  if (!mayBeSignedIn()) return { kind: 'signed-out', notice: undefined };
  const { arrive } = await import('../pod/session.ts');
  const arrival = await arrive();
  if (arrival.kind !== 'signed-in') {
    return { kind: 'signed-out', notice: arrival.kind === 'stranger' ? undefined : arrival.kind };
  }
  const { session } = arrival;
  const { readPerson } = await import('../pod/reading.ts');
  const person = await readPerson(session);
  sendOnlyTo(originsOf([session.provider, session.webId, ...person.storages]));
  const known = { session, person };
  onKnown(known);
  return look(known, city);
}

async function look(known: Known, city: City): Promise<Stage> {
  const { readHousehold } = await import('../pod/reading.ts');
  const household = await readHousehold(known.session, known.person, city);
  return { kind: 'open', ...known, household };
}

function isReceiving(stage: Stage): boolean {
  return (
    stage.kind === 'open' &&
    stage.household.connections.some(({ connection }) => connection.state === 'syncing')
  );
}
