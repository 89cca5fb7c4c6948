import type { Tariff } from '../core/tariff.ts';
import type { City } from '../pod/city.ts';
import type { Household, Meter, Person } from '../pod/household.ts';
import type { SignedIn } from '../pod/session.ts';

/** What every page has once the citizen's space is open. */
export interface Open {
  readonly city: City;
  readonly session: SignedIn;
  readonly person: Person;
  readonly household: Household;
  readonly tariffs: readonly Tariff[];
  readonly tariffId: string;
  readonly onTariff: (id: string) => void;
  readonly onError: (error: unknown) => void;
  readonly sourceNameOf: (meter: Meter) => string;
}
