import type { WaterTariff } from '../../shapes/water-contract/water-contract.ts';

/**
 * What drinking water costs a home, taxes included, year by year. The web space does not give the tariff: these are the
 * amounts that customers found published for 2026. The other parts of a bill (collection, agencies, subscription)
 * are not among them.
 */
export const HOME_TARIFFS: readonly WaterTariff[] = [
  {
    validFrom: '2026-01-01',
    // Assumed: a tariff holds for its calendar year.
    validThrough: '2026-12-31',
    bands: [
      { fromLitres: 0, toLitres: 12_000, tenThousandthsPerCubicMetre: 0 },
      { fromLitres: 12_000, toLitres: 180_000, tenThousandthsPerCubicMetre: 13_926 },
      { fromLitres: 180_000, tenThousandthsPerCubicMetre: 27_852 },
    ],
  },
];
