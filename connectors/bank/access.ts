import { localDay } from '../../shapes/kit/local-time.ts';
import { ConnectorError } from '../kit/errors.ts';
import { accessBerlin, openBerlin } from './access-berlin.ts';
import { accessStet, openStet } from './access-stet.ts';
import type { BankAccess, BankConsentPage, OpenedAccounts } from './agreement.ts';
import type { BankClient } from './client.ts';
import type { BankSettings } from './config.ts';

export function accessOf(settings: BankSettings, client: BankClient): BankConsentPage {
  return settings.dialect === 'stet'
    ? accessStet(settings, client)
    : accessBerlin(settings, client);
}

/** Opens the accounts for a run; an agreement whose last day is over is not tried. */
export async function openAccounts(
  access: BankAccess,
  settings: BankSettings,
  client: BankClient,
  signal: AbortSignal,
): Promise<OpenedAccounts> {
  if (access.until < localDay(settings.clock.now())) {
    throw new ConnectorError('CONSENT_EXPIRED', 'The agreement with the bank is over');
  }
  return access.dialect === 'stet'
    ? openStet(access, settings, client, signal)
    : openBerlin(access, settings, client, signal);
}
