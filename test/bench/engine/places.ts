/** Where things lie that a filling laid and a row asks for. */

/** Equally long for all, so that a name can be replaced by another. */
export function podName(number: number): string {
  return `pod-${String(number).padStart(6, '0')}`;
}

export const POD_DOCUMENTS = 1_000;
export const LISTED_DOCUMENTS = 1_000;
export const LISTED = '/listed/';

export function documentPath(number: number): string {
  return `/documents/${number}.ttl`;
}

/** The one triple that is exchanged for another. */
export function seen(number: number): string {
  return `<#at> <https://example.org/terms#seen> "${String(number).padStart(8, '0')}".`;
}

/** A document of 2 kB: 48 triples about readings. */
export const DOCUMENT = [
  '@prefix ex: <https://example.org/terms#>.',
  ...Array.from(
    { length: 16 },
    (
      _,
      hour,
    ) => `<#reading-${hour}> a ex:MeterReading; ex:watts ${212 + hour}; ex:note "heure ${String(hour).padStart(2, '0')}, mesurée au compteur de la maison, sans correction";
  ex:at "2026-06-01T${String(hour).padStart(2, '0')}:00:00Z".`,
  ),
  '',
].join('\n');
