import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { barsOf } from '../../../apps/home-board/core/bars.ts';
import { daysOf } from '../../../apps/home-board/core/days.ts';
import { troubleFrom } from '../../../apps/home-board/core/trouble.ts';
import { BarPicture } from '../../../apps/home-board/pages/bar-picture.tsx';
import { sentenceOfBar } from '../../../apps/home-board/pages/bar-words.ts';
import { sentenceOfComparison } from '../../../apps/home-board/pages/comparison-words.ts';
import { routeFrom } from '../../../apps/home-board/pages/route.ts';
import { TroublePage } from '../../../apps/home-board/pages/trouble.tsx';
import { VoiceContext, voiceIn } from '../../../apps/home-board/pages/voice.ts';
import { Arriving } from '../../../apps/home-board/pages/welcome.tsx';
import { originsOf } from '../../../apps/home-board/pod/own-policy.ts';
import { formatsOf } from '../../../apps/home-board/words/format.ts';
import { ShapeError } from '../../../shapes/kit/shape.ts';
import { PodError } from '../../../shapes/kit/shelf.ts';
import { TurtleError } from '../../../shapes/kit/turtle.ts';
import { monthWith, syntheticDay } from './synthetic-home.ts';

const nothing = () => undefined;
/** Intl puts spaces of many kinds between numbers and units. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('the picture', () => {
  const days = daysOf([
    monthWith('2026-11', [
      ...syntheticDay('2026-11-01'),
      ...syntheticDay('2026-11-02', 'estimated'),
      ...syntheticDay('2026-11-04', 'corrected'),
    ]),
  ]);
  const bars = barsOf({ kind: 'month', month: '2026-11' }, days);
  const html = renderToString(
    <BarPicture
      bars={bars}
      label="novembre"
      meter={{ energyVector: 'electricity', number: 1 }}
      span={{ first: '2026-11-01', last: '2026-11-04' }}
      onTable={nothing}
    />,
  );

  test('each bar is a link to its day that says value and quality, and one of them takes the focus', () => {
    expect(html.match(/href="#\/electricite\/2026\/11\/\d\d"/g)).toHaveLength(30);
    expect(html.match(/tabindex="0"/gi)).toHaveLength(1);
    expect(plain(html)).toMatch(/aria-label="lundi 2 novembre 2026 : \d+ kWh, estimé"/);
  });

  test('missing is hatched, estimated is striped, corrected has a dot: never a colour alone', () => {
    expect(html.match(/class="missing"/g)).toHaveLength(1);
    expect(html.match(/class="estimated"/g)).toHaveLength(1);
    expect(html.match(/class="corrected"/g)).toHaveLength(1);
  });

  test('a bar that was not received says so in words', () => {
    const [, , third] = bars;

    expect(third && sentenceOfBar(third, voiceIn('fr'))).toBe('mardi 3 novembre 2026 : non reçu');
    expect(third && sentenceOfBar(third, voiceIn('en'))).toBe(
      'Tuesday, 3 November 2026: not received',
    );
  });
});

describe('words', () => {
  test.each([
    ['fr', -0.081, '8 % de moins qu’en novembre 2025, sur les 21 jours comparables'],
    ['fr', 0.081, '8 % de plus qu’en novembre 2025, sur les 21 jours comparables'],
    ['fr', 0.001, 'Autant qu’en novembre 2025, sur les 21 jours comparables'],
    ['en', -0.081, '8% less than in November 2025, on the 21 days that compare'],
  ] as const)('in %s a change of %d is "%s"', (language, change, sentence) => {
    const than = language === 'fr' ? 'en novembre 2025' : 'in November 2025';
    const comparison = { milliWattHours: 1, earlierMilliWattHours: 1, days: 21, change };

    const said = sentenceOfComparison(comparison, { than, allDays: 30 }, voiceIn(language));

    expect(plain(said)).toBe(sentence);
  });

  test('the first of a month is "1er" in French, and the eleventh stays eleven', () => {
    const { dayPlain } = formatsOf('fr');

    expect([dayPlain('2026-11-01'), dayPlain('2026-11-11')]).toEqual([
      '1er novembre 2026',
      '11 novembre 2026',
    ]);
  });

  test('numbers carry a unit that keeps them short', () => {
    const { energy, power, share } = formatsOf('fr');

    expect([energy(950_000), energy(1_250_000), energy(212_400_000)].map(plain)).toEqual([
      '950 Wh',
      '1,3 kWh',
      '212 kWh',
    ]);
    expect([power(80), power(2_240)].map(plain)).toEqual(['80 W', '2,2 kW']);
    expect(plain(share(0.9999))).toBe('99,9 %');
  });

  test('progress is counted in months', () => {
    const html = renderToString(
      <VoiceContext.Provider value={voiceIn('en')}>
        <Arriving done={12} total={24} />
      </VoiceContext.Provider>,
    );

    expect(html).toContain('12 of 24 months');
    expect(html).toMatch(/<progress max="24" value="12"/);
  });
});

describe('trouble', () => {
  const answered = (status: number) => new PodError(status, `The pod host answered ${status}`);

  test.each([
    [answered(401), 'ended', 'Me reconnecter'],
    [answered(403), 'refused', 'Me reconnecter'],
    [answered(404), 'homeless', 'Réessayer'],
    [answered(503), 'down', 'Réessayer'],
    [answered(0), 'down', 'Réessayer'],
    [new ShapeError('#month', 'trb:total', 'is missing'), 'unreadable', 'Réessayer'],
    [new TurtleError('https://pod.exemple.invalid/x', 'no', 1), 'unreadable', 'Réessayer'],
    [new TypeError('Failed to fetch'), 'down', 'Réessayer'],
  ] as const)('%s is told as "%s" with one button', (error, trouble, button) => {
    const html = renderToString(
      <TroublePage trouble={troubleFrom(error)} onAgain={nothing} onSignIn={nothing} />,
    );

    expect(troubleFrom(error)).toBe(trouble);
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).toContain(button);
  });
});

describe('addresses', () => {
  test('an address names a place, a period and a meter', () => {
    expect(routeFrom('#/electricite/2026/11?compteur=2')).toEqual({
      place: 'electricity',
      path: '/2026/11',
      meter: 2,
    });
    expect(routeFrom('#/electricite?compteur=-1').meter).toBe(1);
    expect(routeFrom('#/nothing').place).toBe('home');
    expect(routeFrom('').place).toBe('home');
  });

  test('each origin is allowed once, and what is no address is not allowed', () => {
    expect(
      originsOf(['https://a.exemple.invalid/x', 'https://a.exemple.invalid/y', '', 'nonsense']),
    ).toEqual(['https://a.exemple.invalid']);
  });
});
