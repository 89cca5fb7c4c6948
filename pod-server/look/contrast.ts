/** A theme's colours for one scheme, each as `#RRGGBB`. */
export interface Scheme {
  readonly accent: string;
  readonly accentTint: string;
  readonly onAccent: string;
  readonly warm: string;
  readonly warmTint: string;
}

/** What a city may set: its name, its logo and two tones, for the light and the dark scheme. */
export interface Theme {
  readonly name: string;
  readonly logo: string;
  readonly light: Scheme;
  readonly dark: Scheme;
}

/** WCAG 2.2, success criterion 1.4.3: text on its ground. */
const TEXT_CONTRAST_MIN = 4.5;

/** The grounds on which the tones stand; they are the house's and a city does not change them (tokens.css). */
const grounds = {
  light: { ground: '#FBFAF7', surface: '#FFFFFF', ink: '#1C2430' },
  dark: { ground: '#12171E', surface: '#1A2129', ink: '#EDEFF2' },
} as const;

/** How much lighter one colour is than the other, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastRatio(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** One sentence for each pair of colours that people could not read; empty when the theme is good. */
export function contrastFaults(theme: Theme): readonly string[] {
  return (['light', 'dark'] as const).flatMap((scheme) =>
    textPairs(theme[scheme], grounds[scheme])
      .map(([text, ground]) => ({ text, ground, ratio: contrastRatio(text.colour, ground.colour) }))
      .filter(({ ratio }) => ratio < TEXT_CONTRAST_MIN)
      .map(
        ({ text, ground, ratio }) =>
          `${scheme}: ${text.name} ${text.colour} on ${ground.name} ${ground.colour} has a contrast of ` +
          `${ratio.toFixed(2)}; text needs ${TEXT_CONTRAST_MIN}.`,
      ),
  );
}

interface Named {
  readonly name: string;
  readonly colour: string;
}

function textPairs(
  scheme: Scheme,
  { ground, surface, ink }: (typeof grounds)['light' | 'dark'],
): readonly (readonly [text: Named, ground: Named])[] {
  const tone = (name: keyof Scheme): Named => ({ name, colour: scheme[name] });
  const paper = [
    { name: 'the ground', colour: ground },
    { name: 'the surface', colour: surface },
  ];
  const words = { name: 'the ink', colour: ink };
  return [
    ...[...paper, tone('accentTint')].map((under) => [tone('accent'), under] as const),
    ...[...paper, tone('warmTint')].map((under) => [tone('warm'), under] as const),
    [tone('onAccent'), tone('accent')],
    [words, tone('accentTint')],
    [words, tone('warmTint')],
  ];
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
