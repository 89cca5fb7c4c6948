import { trb } from '../../vocab/terms.ts';
import type { Manifest } from '../kit/contract.ts';

export const manifest: Manifest = {
  id: 'enedis',
  version: '1.0.0',
  title: { fr: 'Électricité (Enedis)', en: 'Electricity (Enedis)' },
  description: {
    fr: 'Votre consommation d’électricité, demi-heure par demi-heure, telle que votre compteur Linky la relève.',
    en: 'Your electricity use, half-hour by half-hour, as your Linky meter records it.',
  },
  partner: {
    name: 'Enedis',
    website: 'https://www.enedis.fr',
    dataProtectionContact: 'https://www.enedis.fr/donnees-personnelles',
  },
  legalBasis: {
    fr: 'Votre accord, donné chez Enedis. Vous pouvez le retirer à tout moment.',
    en: 'Your consent, given at Enedis. You can withdraw it at any time.',
  },
  purpose: {
    fr: 'Déposer vos données d’électricité dans votre espace, pour vous seul.',
    en: 'To put your electricity data into your space, for you alone.',
  },
  dataSets: [
    {
      forClass: trb.MeterMonth,
      label: { fr: 'Vos consommations et votre production', en: 'What you use and produce' },
      history: {
        fr: 'Deux ans par demi-heure, trois ans par jour',
        en: 'Two years by half-hour, three years by day',
      },
    },
    {
      forClass: trb.EnergyContract,
      label: { fr: 'Votre contrat', en: 'Your contract' },
      history: { fr: 'Le contrat en cours', en: 'The current contract' },
    },
    {
      forClass: trb.DeliveryPoint,
      label: {
        fr: 'Votre compteur et ses heures creuses',
        en: 'Your meter and its off-peak hours',
      },
      history: { fr: 'Tel qu’il est aujourd’hui', en: 'As it is today' },
    },
    {
      forClass: trb.Dwelling,
      label: { fr: 'L’adresse du logement', en: 'The address of the home' },
      history: { fr: 'Telle qu’elle est aujourd’hui', en: 'As it is today' },
    },
  ],
  accessMode: 'consent-redirect',
  // Enedis publishes the day before from 08:00, and some meters later.
  schedule: { everyHours: 24, window: { fromHour: 9, toHour: 21 }, jitterMinutes: 600 },
  rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
  hosts: ['gw.ext.prod.api.enedis.fr', 'mon-compte-particulier.enedis.fr'],
  historyMonths: 36,
  correctionDays: 30,
  level: 'gold',
};
