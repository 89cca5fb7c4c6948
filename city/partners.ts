/** The partners of the demonstration city, and what the connector and the simulation of each must be told. */

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
  /** What both are told beside addresses and the city's account at the partner. */
  environment(told: Told): Readonly<Record<string, string>>;
}

/** Addresses end with a slash. */
interface Told {
  readonly connector: string;
  readonly simulation: string;
  /** 32 bytes in base64, of this partner alone. */
  readonly key: string;
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
    environment: ({ simulation }) => ({
      ENEDIS_API: simulation,
      ENEDIS_CONSENT: simulation,
      ENEDIS_MODE: '2026',
    }),
  },
  {
    id: 'maif',
    name: 'MAIF',
    brings: 'insurance',
    prefix: 'MAIF',
    environment: ({ simulation }) => ({
      MAIF_API: simulation,
      MAIF_CONNECT: simulation,
      MAIF_API_KEY: 'traboule-demo',
    }),
  },
  {
    id: 'grdf',
    name: 'GRDF',
    brings: 'gas',
    historyMonths: 37,
    prefix: 'GRDF',
    environment: ({ simulation }) => ({
      GRDF_API: simulation,
      GRDF_LOGIN: simulation,
      GRDF_LOGIN_SERVER: 'simulation',
    }),
  },
  {
    id: 'eau-du-grand-lyon',
    name: 'Eau du Grand Lyon',
    brings: 'water and its bills',
    historyMonths: 25,
    prefix: 'EAU',
    environment: ({ simulation }) => ({
      EAU_API: simulation,
      // The web space leads back to itself: nobody registers an application there.
      EAU_REDIRECT_URL: `${simulation}autorisation-callback.html`,
    }),
  },
  {
    id: 'orange',
    name: 'Orange',
    brings: 'the telephone and its bills',
    historyMonths: 25,
    prefix: 'ORANGE',
    environment: ({ simulation, key }) => ({
      ORANGE_API: simulation,
      ORANGE_LINE: 'mobile',
      ORANGE_PSEUDONYM_KEY: key,
    }),
  },
  {
    id: 'bank',
    name: 'Banque d’exemple',
    brings: 'accounts, transactions and debits',
    historyMonths: 25,
    prefix: 'BANK',
    environment: ({ simulation }) => ({
      BANK_ID: 'banque-exemple',
      BANK_NAME: 'Banque d’exemple',
      BANK_WEBSITE: simulation,
      BANK_DIALECT: 'stet',
      BANK_API: `${simulation}stet`,
      BANK_PAGES: `${simulation}stet`,
    }),
  },
  {
    id: 'mobility',
    name: 'Mobilité (TCL, Vélo’v…)',
    brings: 'passes, purchases and trips',
    historyMonths: 25,
    prefix: 'MOBILITY',
    environment: ({ simulation }) => ({
      MOBILITY_API: simulation,
      MOBILITY_SIGN_IN: simulation,
    }),
  },
];
