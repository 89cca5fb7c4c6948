import { trb } from '../../vocab/terms.ts';
import type { Manifest } from '../kit/contract.ts';

/** As people say it, in sentences for the operator. */
export const PARTNER = 'GRDF';

export const manifest: Manifest = {
  id: 'grdf',
  version: '1.0.0',
  title: { fr: 'Gaz (GRDF)', en: 'Gas (GRDF)' },
  description: {
    fr: 'Votre consommation de gaz, jour par jour, telle que votre compteur la relève.',
    en: 'Your gas use, day by day, as your meter records it.',
  },
  partner: {
    name: PARTNER,
    website: 'https://www.grdf.fr',
    dataProtectionContact: 'https://www.grdf.fr/donnees-personnelles',
  },
  legalBasis: {
    fr: 'Votre accord, que vous confirmez à GRDF. Vous pouvez le retirer à tout moment.',
    en: 'Your consent, which you confirm to GRDF. You can withdraw it at any time.',
  },
  purpose: {
    fr: 'Déposer vos données de gaz dans votre espace, pour vous seul.',
    en: 'To put your gas data into your space, for you alone.',
  },
  dataSets: [
    {
      forClass: trb.MeterMonth,
      label: { fr: 'Vos consommations de chaque jour', en: 'What you use each day' },
      history: { fr: 'Trois ans', en: 'Three years' },
    },
    {
      forClass: trb.BilledEnergy,
      label: { fr: 'Vos consommations facturées', en: 'What you are billed for' },
      history: { fr: 'Cinq ans', en: 'Five years' },
    },
    {
      forClass: trb.EnergyContract,
      label: { fr: 'Votre contrat', en: 'Your contract' },
      history: { fr: 'Le contrat en cours', en: 'The current contract' },
    },
    {
      forClass: trb.DeliveryPoint,
      label: { fr: 'Votre compteur et son adresse', en: 'Your meter and its address' },
      history: { fr: 'Tel qu’il est aujourd’hui', en: 'As it is today' },
    },
  ],
  accessMode: 'form',
  // Assumed: yesterday's gas day, which ended at six, is there in the course of the next morning.
  schedule: { everyHours: 24, window: { fromHour: 10, toHour: 21 }, jitterMinutes: 600 },
  // Assumed: GRDF names no limit; whoever uses the API leaves a second between two calls.
  rateLimit: { callsPerSecond: 1, callsPerHour: 1_000 },
  hosts: ['api.grdf.fr', 'adict-connexion.grdf.fr'],
  historyMonths: 36,
  correctionDays: 45,
  level: 'gold',
};
