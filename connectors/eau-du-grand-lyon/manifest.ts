import { trb } from '../../vocab/terms.ts';
import type { Manifest } from '../kit/contract.ts';

export const manifest: Manifest = {
  id: 'eau-du-grand-lyon',
  version: '1.0.0',
  title: { fr: 'Eau (Eau du Grand Lyon)', en: 'Water (Eau du Grand Lyon)' },
  description: {
    fr: 'Votre consommation d’eau, jour par jour, votre contrat et vos factures.',
    en: 'The water you use, day by day, your contract and your bills.',
  },
  partner: {
    name: 'Eau du Grand Lyon',
    website: 'https://www.eaudugrandlyon.com',
    // Assumed: nobody could check that the contact stands on this page.
    dataProtectionContact: 'https://www.eaudugrandlyon.com/donnees-personnelles',
  },
  legalBasis: {
    fr: 'Votre accord : vous nous confiez l’entrée de votre espace client. Vous pouvez la reprendre à tout moment.',
    en: 'Your consent: you entrust us with the way into your customer space. You can take it back at any time.',
  },
  purpose: {
    fr: 'Déposer vos données d’eau dans votre espace, pour vous seul.',
    en: 'To put your water data into your space, for you alone.',
  },
  dataSets: [
    {
      forClass: trb.WaterMonth,
      label: { fr: 'Vos consommations et vos fuites', en: 'What you use and what leaks' },
      history: { fr: 'Deux ans, jour par jour', en: 'Two years, day by day' },
    },
    {
      forClass: trb.WaterContract,
      label: { fr: 'Votre contrat et son tarif', en: 'Your contract and its tariff' },
      history: { fr: 'Tel qu’il est aujourd’hui', en: 'As it is today' },
    },
    {
      forClass: trb.Bill,
      label: { fr: 'Vos factures, avec leur PDF', en: 'Your bills, with their PDF' },
      history: { fr: 'Celles de votre espace client', en: 'Those in your customer space' },
    },
  ],
  accessMode: 'form',
  // A day appears the day after, at about 06:00.
  schedule: { everyHours: 24, window: { fromHour: 7, toHour: 21 }, jitterMinutes: 600 },
  // Assumed: no limit is published, so we ask as slowly as a person who reads would.
  rateLimit: { callsPerSecond: 2, callsPerHour: 600 },
  hosts: ['agence.eaudugrandlyon.com'],
  historyMonths: 24,
  correctionDays: 90,
  level: 'silver',
};
