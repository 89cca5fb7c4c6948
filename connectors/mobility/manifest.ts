import { trb } from '../../vocab/terms.ts';
import type { Manifest } from '../kit/contract.ts';

export const manifest: Manifest = {
  id: 'mobility',
  version: '1.0.0',
  title: { fr: 'Mobilité (compte mobilité)', en: 'Mobility (mobility account)' },
  description: {
    fr: 'Vos abonnements, vos achats et vos déplacements en transports publics, à vélo partagé et en covoiturage.',
    en: 'Your passes, purchases and trips by public transport, shared bicycle and car-pool.',
  },
  partner: {
    name: 'Mon Compte Mobilité',
    website: 'https://moncomptemobilite.fr',
    dataProtectionContact: 'https://moncomptemobilite.fr',
  },
  legalBasis: {
    fr: 'Votre accord, donné sur votre compte mobilité. Vous pouvez le retirer à tout moment.',
    en: 'Your consent, given in your mobility account. You can withdraw it at any time.',
  },
  purpose: {
    fr: 'Déposer vos données de mobilité dans votre espace, pour vous seul.',
    en: 'To put your mobility data into your space, for you alone.',
  },
  dataSets: [
    {
      forClass: trb.MobilityPass,
      label: { fr: 'Vos titres de transport', en: 'Your passes' },
      history: { fr: 'Deux ans', en: 'Two years' },
    },
    {
      forClass: trb.MobilityAccount,
      label: {
        fr: 'Votre nom et votre date de naissance, avec qui les certifie',
        en: 'Your name and date of birth, with who certifies them',
      },
      history: { fr: 'Tels qu’ils sont aujourd’hui', en: 'As they are today' },
    },
    {
      forClass: trb.MobilityPurchaseMonth,
      label: { fr: 'Vos achats', en: 'Your purchases' },
      history: { fr: 'Deux ans', en: 'Two years' },
    },
    {
      forClass: trb.TripMonth,
      label: {
        fr: 'Vos déplacements, au kilomètre près : ni adresse, ni arrêt, ni tracé',
        en: 'Your trips, to about a kilometre: no address, no stop, no track',
      },
      history: { fr: 'Deux ans', en: 'Two years' },
    },
  ],
  accessMode: 'consent-redirect',
  schedule: { everyHours: 24, window: { fromHour: 6, toHour: 22 }, jitterMinutes: 600 },
  // assumed: no limit is published.
  rateLimit: { callsPerSecond: 5, callsPerHour: 1_000 },
  hosts: ['api.moncomptemobilite.fr', 'idp.moncomptemobilite.fr'],
  historyMonths: 24,
  // The register settles a shared ride after 48 hours; operators send receipts for a past month at the end of the next.
  correctionDays: 62,
  level: 'gold',
};
