import { trb } from '../../vocab/terms.ts';
import type { Manifest, Words } from '../kit/contract.ts';
import type { OrangeLine } from './config.ts';

const titles: Readonly<Record<OrangeLine, { readonly title: Words; readonly description: Words }>> =
  {
    mobile: {
      title: { fr: 'Téléphone mobile (Orange)', en: 'Mobile telephone (Orange)' },
      description: {
        fr: 'Vos appels et vos messages, sans le numéro de vos correspondants ; vos positions, si vous l’avez demandé chez Orange.',
        en: 'Your calls and messages, without your correspondents’ numbers; your positions, if you asked for them at Orange.',
      },
    },
    fixe: {
      title: { fr: 'Vidéo à la demande (Orange)', en: 'Video on demand (Orange)' },
      description: {
        fr: 'Les vidéos que vous avez commandées ou regardées.',
        en: 'The videos that you ordered or watched.',
      },
    },
  };

/** Assumed: Orange does not say how far back it gives rows, so two years are asked for and less is fine. */
const HISTORY_MONTHS = 24;

const upToTwoYears: Words = {
  fr: 'Jusqu’à deux ans, selon ce qu’Orange garde',
  en: 'Up to two years, as far as Orange keeps them',
};

const dataSets: Readonly<Record<OrangeLine, Manifest['dataSets']>> = {
  mobile: [
    {
      forClass: trb.CallMonth,
      label: { fr: 'Vos appels et vos messages', en: 'Your calls and messages' },
      history: upToTwoYears,
    },
    {
      forClass: trb.LocationMonth,
      label: {
        fr: 'Vos positions, seulement si vous l’avez demandé chez Orange',
        en: 'Your positions, only if you asked for them at Orange',
      },
      history: upToTwoYears,
    },
  ],
  fixe: [
    {
      forClass: trb.VideoMonth,
      label: { fr: 'Vos vidéos à la demande', en: 'Your videos on demand' },
      history: upToTwoYears,
    },
  ],
};

const bills: Manifest['dataSets'][number] = {
  forClass: trb.Bill,
  label: { fr: 'Vos factures', en: 'Your bills' },
  history: { fr: 'Celles qu’Orange garde', en: 'Those that Orange keeps' },
};

const line: Manifest['dataSets'][number] = {
  forClass: trb.TelecomLine,
  label: { fr: 'Votre ligne', en: 'Your line' },
  history: { fr: 'Telle qu’elle est aujourd’hui', en: 'As it is today' },
};

/** Two kinds of lines are two sources: each has its own token, and its own place among a citizen's connections. */
export function manifestOf(kind: OrangeLine): Manifest {
  return {
    id: kind === 'mobile' ? 'orange' : 'orange-fixe',
    version: '1.0.0',
    ...titles[kind],
    partner: {
      name: 'Orange',
      website: 'https://www.orange.fr',
      dataProtectionContact: 'https://www.orange.fr',
    },
    legalBasis: {
      fr: 'Votre accord, donné chez Orange. Vous pouvez le retirer à tout moment.',
      en: 'Your consent, given at Orange. You can withdraw it at any time.',
    },
    purpose: {
      fr: 'Déposer les données de votre ligne dans votre espace, pour vous seul.',
      en: 'To put the data of your line into your space, for you alone.',
    },
    dataSets: [...dataSets[kind], bills, line],
    accessMode: 'consent-redirect',
    // Rows of a call come an hour later; once a day is enough for a person who looks at her month.
    schedule: { everyHours: 24, window: { fromHour: 6, toHour: 22 }, jitterMinutes: 900 },
    // Assumed: Orange publishes no limit.
    rateLimit: { callsPerSecond: 2, callsPerHour: 600 },
    hosts: ['mesinfos.orange-labs.fr'],
    historyMonths: HISTORY_MONTHS,
    // Calls abroad are told late, by the other network.
    correctionDays: 31,
    level: 'gold',
  };
}
