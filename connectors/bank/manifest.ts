import { trb } from '../../vocab/terms.ts';
import type { Manifest } from '../kit/contract.ts';

/** What is the same at every bank; whose bank it is, the settings say. */
type BankManifest = Omit<Manifest, 'id' | 'title' | 'partner' | 'hosts'>;

export const manifest: BankManifest = {
  version: '1.0.0',
  description: {
    fr: 'Vos comptes, leurs soldes et leurs opérations, vos mandats et les prélèvements annoncés.',
    en: 'Your accounts, their balances and transactions, your mandates and the debits announced.',
  },
  legalBasis: {
    fr: 'Votre accord, donné chez votre banque (directive européenne sur les services de paiement). Il vaut 180 jours au plus, et vous pouvez le retirer à tout moment.',
    en: 'Your consent, given at your bank (European payment services directive). It is good for 180 days at most, and you can withdraw it at any time.',
  },
  purpose: {
    fr: 'Déposer vos données bancaires dans votre espace, pour vous seul.',
    en: 'To put your bank data into your space, for you alone.',
  },
  dataSets: [
    {
      forClass: trb.BankAccount,
      label: { fr: 'Vos comptes et leurs soldes', en: 'Your accounts and their balances' },
      history: { fr: 'Tels qu’ils sont aujourd’hui', en: 'As they are today' },
    },
    {
      forClass: trb.TransactionMonth,
      label: { fr: 'Vos opérations, mois par mois', en: 'Your transactions, month by month' },
      history: {
        fr: 'Deux ans, ou ce que votre banque en donne',
        en: 'Two years, or what your bank gives of them',
      },
    },
    {
      forClass: trb.DirectDebitMandate,
      label: { fr: 'Vos mandats de prélèvement', en: 'Your direct debit mandates' },
      history: {
        fr: 'Ceux que vos opérations montrent',
        en: 'Those that your transactions show',
      },
    },
    {
      forClass: trb.AnnouncedDebits,
      label: { fr: 'Les prélèvements annoncés', en: 'The debits announced' },
      history: { fr: 'Ceux que la banque connaît', en: 'Those that the bank knows' },
    },
  ],
  accessMode: 'consent-redirect',
  // A bank answers four times a day without the person (RTS on strong customer authentication, article 36.5); once is enough.
  schedule: { everyHours: 24, window: { fromHour: 7, toHour: 21 }, jitterMinutes: 600 },
  rateLimit: { callsPerSecond: 5, callsPerHour: 2_000 },
  historyMonths: 24,
  correctionDays: 31,
  level: 'gold',
};
