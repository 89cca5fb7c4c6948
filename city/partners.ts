/** The partners of the demonstration city, and what the connector of each must be told of its simulation. */

export interface CityPartner {
  /** As in its manifest: also the name of its folders. */
  readonly id: string;
  readonly name: string;
  /** What it brings, for the welcome. */
  readonly brings: string;
  /** Calendar months of history that apps may expect, where it brings a series. */
  readonly historyMonths?: number;
  /** Begins the names of its settings. */
  readonly prefix: string;
  /** What its connector is told beside the city's account: the simulation speaks at one address. */
  environment(simulation: string): Readonly<Record<string, string>>;
}

/** In the order in which they are shown; ports follow it, so a new one comes last. */
export const cityPartners: readonly CityPartner[] = [
  {
    id: 'enedis',
    name: 'Enedis',
    brings: 'electricity',
    // 36 months and 15 days of daily values touch 37 or 38 calendar months.
    historyMonths: 37,
    prefix: 'ENEDIS',
    environment: (simulation) => ({
      ENEDIS_API: simulation,
      ENEDIS_CONSENT: simulation,
      ENEDIS_MODE: '2026',
    }),
  },
];
