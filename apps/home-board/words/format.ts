export type Language = 'fr' | 'en';

/** Numbers and dates as people of one language write them. Days are civil days, so they are formatted without a zone. */
export function formatsOf(language: Language) {
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const civil = (options: Intl.DateTimeFormatOptions) => date({ ...options, timeZone: 'UTC' });
  const local = (options: Intl.DateTimeFormatOptions) =>
    date({ ...options, timeZone: 'Europe/Paris' });

  const whole = number({ maximumFractionDigits: 0 });
  const tenth = number({ maximumFractionDigits: 1 });
  const hundredth = number({ maximumFractionDigits: 2 });
  const percent = number({ style: 'percent', maximumFractionDigits: 0 });
  const tenthOfPercent = number({ style: 'percent', maximumFractionDigits: 1 });
  const euros = number({ style: 'currency', currency: 'EUR' });
  const wholeEuros = number({ style: 'currency', currency: 'EUR', maximumFractionDigits: 0 });
  const monthLong = civil({ month: 'long', year: 'numeric' });
  const monthShort = civil({ month: 'short' });
  const dayLong = civil({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const dayShort = civil({ day: 'numeric', month: 'long' });
  const dayPlain = civil({ day: 'numeric', month: 'long', year: 'numeric' });
  const localDayLong = local({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const clock = local({ hour: 'numeric', minute: '2-digit' });
  const localDayPlain = local({ day: 'numeric', month: 'long' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });

  const timeOf = (instant: Date) => {
    const said = clock.format(instant);
    return language === 'fr'
      ? said.replace(':', '\u00a0h\u00a0').replace('\u00a0h\u00a000', '\u00a0h')
      : said;
  };

  /** Intl writes "1 janvier"; people say "1er". */
  const first = (date: string) =>
    language === 'fr' ? date.replace(/\b1 (?=\p{L})/u, '1er ') : date;

  return {
    energy(milliWattHours: number): string {
      const kilowattHours = milliWattHours / 1_000_000;
      if (kilowattHours >= 10) return `${whole.format(kilowattHours)}\u00a0kWh`;
      if (kilowattHours >= 1) return `${tenth.format(kilowattHours)}\u00a0kWh`;
      return `${whole.format(milliWattHours / 1_000)}\u00a0Wh`;
    },
    wattHours: (milliWattHours: number) =>
      number({ maximumFractionDigits: 3 }).format(milliWattHours / 1_000),
    axis: (kilowattHours: number) => hundredth.format(kilowattHours),
    power: (watts: number) =>
      watts >= 1_000 ? `${tenth.format(watts / 1_000)}\u00a0kW` : `${whole.format(watts)}\u00a0W`,
    apparentPower: (voltAmperes: number) => `${tenth.format(voltAmperes / 1_000)}\u00a0kVA`,
    money: (cents: number) =>
      cents >= 10_000 ? wholeEuros.format(cents / 100) : euros.format(cents / 100),
    /** A sum on a bill: to the cent, however large. */
    cents: (cents: number) => euros.format(cents / 100),
    percent: (share: number) => percent.format(share),
    tenth: (share: number) => tenthOfPercent.format(share),
    /** To the tenth, and never rounded up to a whole that is not one. */
    share: (share: number) => tenthOfPercent.format(Math.floor(share * 1_000) / 1_000),
    month: (month: string) => monthLong.format(new Date(`${month}-01T00:00:00Z`)),
    monthShort: (month: string) => monthShort.format(new Date(`${month}-01T00:00:00Z`)),
    day: (day: string) => first(dayLong.format(new Date(`${day}T00:00:00Z`))),
    dayShort: (day: string) => first(dayShort.format(new Date(`${day}T00:00:00Z`))),
    dayPlain: (day: string) => first(dayPlain.format(new Date(`${day}T00:00:00Z`))),
    localDay: (instant: Date) => first(localDayLong.format(instant)),
    time: timeOf,
    moment: (instant: Date) => `${first(localDayPlain.format(instant))}, ${timeOf(instant)}`,
    list: (items: readonly string[]) => list.format(items),
    count: (value: number) => whole.format(value),
  };
}

export type Formats = ReturnType<typeof formatsOf>;
