import { trb } from '../../vocab/terms.ts';
import type { Manifest } from '../kit/contract.ts';

export const manifest: Manifest = {
  id: 'maif',
  version: '1.0.0',
  title: { fr: 'Assurance (MAIF)', en: 'Insurance (MAIF)' },
  description: {
    fr: 'Vos contrats habitation et véhicule, combien de personnes ils couvrent, et vos sinistres. MAIF en envoie davantage : ni vos coordonnées bancaires, ni votre téléphone, ni votre profession, ni le nom de vos proches, ni le lieu, l’heure ou le conducteur d’un sinistre ne sont repris.',
    en: 'Your home and vehicle contracts, how many people they cover, and your claims. MAIF sends more: your bank details, telephone and profession, the names of those close to you, and the place, hour or driver of a claim are left behind.',
  },
  partner: {
    name: 'MAIF',
    website: 'https://www.maif.fr',
    dataProtectionContact: 'https://www.maif.fr/donnees-personnelles',
  },
  legalBasis: {
    fr: 'Votre accord, donné chez MAIF. Vous pouvez le retirer à tout moment.',
    en: 'Your consent, given at MAIF. You can withdraw it at any time.',
  },
  purpose: {
    fr: 'Déposer vos données d’assurance dans votre espace, pour vous seul.',
    en: 'To put your insurance data into your space, for you alone.',
  },
  dataSets: [
    {
      forClass: trb.InsuranceContract,
      label: {
        fr: 'Vos contrats, ce qu’ils couvrent et leur prix par an',
        en: 'Your contracts, what they cover and their yearly price',
      },
      history: { fr: 'Les contrats en cours', en: 'The current contracts' },
    },
    {
      forClass: trb.InsuredHousehold,
      label: {
        fr: 'Combien de personnes sont couvertes, sans leur nom',
        en: 'How many people are covered, without their names',
      },
      history: { fr: 'Tel qu’aujourd’hui', en: 'As it is today' },
    },
    {
      forClass: trb.InsuranceClaim,
      label: {
        fr: 'Vos sinistres : le jour et la référence',
        en: 'Your claims: the day and the reference',
      },
      history: { fr: 'Tous ceux que MAIF envoie', en: 'All that MAIF sends' },
    },
  ],
  accessMode: 'consent-redirect',
  // What MAIF holds changes about once a year, and a day after the fact.
  schedule: { everyHours: 168, window: { fromHour: 6, toHour: 22 }, jitterMinutes: 960 },
  // Assumed: no rate is known, so it is kept low.
  rateLimit: { callsPerSecond: 2, callsPerHour: 1_000 },
  hosts: ['openapiweb.maif.fr', 'connect.maif.fr'],
  historyMonths: 24,
  // Each run reads all there is.
  correctionDays: 0,
  level: 'silver',
};
