import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Tariff } from '../core/tariff.ts';
import type { City } from '../pod/city.ts';
import type { Language } from '../words/format.ts';
import { Frame } from './frame.tsx';
import { OpenPage } from './open-page.tsx';
import { type Place, useRoute } from './route.ts';
import { SignInPage } from './sign-in.tsx';
import { leave, type Stage, useStage } from './stage.ts';
import { TroublePage } from './trouble.tsx';
import { useVoice, type Voice, VoiceContext, voiceIn } from './voice.ts';

interface AppProps {
  readonly city: City;
  readonly tariffs: readonly Tariff[];
  readonly language: Language;
}

/** The whole app: where the citizen stands with us, in her language. */
export function App({ city, tariffs, language: first }: AppProps): VNode {
  const [language, setLanguage] = useState(first);
  const { stage, refresh, fail } = useStage(city);
  const { place, path } = useRoute();
  const voice = voiceIn(language);
  const shown = stage.kind === 'open' ? place : undefined;
  useTitle(shown, voice);
  useFocusOnArrival(`${shown}${path}`);

  function speak(chosen: Language): void {
    // The server speaks it too at the next visit, before any script runs.
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in Firefox 140 ESR and Safari 17.
    document.cookie = `lang=${chosen}; path=/; max-age=31536000; samesite=lax`;
    setLanguage(chosen);
  }

  return (
    <VoiceContext.Provider value={voice}>
      <Frame cityName={city.cityName} place={shown} energies={energiesOf(stage)} onLanguage={speak}>
        {stage.kind === 'open' ? (
          <OpenPage {...stage} city={city} tariffs={tariffs} onLanguage={speak} onError={fail} />
        ) : (
          <ClosedPage stage={stage} city={city} onAgain={refresh} />
        )}
      </Frame>
    </VoiceContext.Provider>
  );
}

const energiesOf = (stage: Stage) =>
  stage.kind === 'open' ? stage.household.meters.map(({ energyVector }) => energyVector) : [];

interface ClosedPageProps {
  readonly stage: Exclude<Stage, { kind: 'open' }>;
  readonly city: City;
  readonly onAgain: () => void;
}

function ClosedPage({ stage, city, onAgain }: ClosedPageProps): VNode {
  const { words } = useVoice();
  switch (stage.kind) {
    case 'opening':
      return (
        <p class="lede" role="status">
          {words.loading}
        </p>
      );
    case 'signed-out':
      return <SignInPage city={city} notice={stage.notice} />;
    case 'trouble':
      return <TroublePage trouble={stage.trouble} onAgain={onAgain} onSignIn={leave} />;
  }
}

function useTitle(place: Place | undefined, { words, language }: Voice): void {
  useEffect(() => {
    const page = place === undefined ? words.signIn.title : words.places[place];
    document.title = `${page} – ${words.appName}`;
    document.documentElement.lang = language;
  }, [place, words, language]);
}

/** After a step inside the app the focus goes to the new page, as after a link between two pages. */
function useFocusOnArrival(address: string): void {
  const [first] = useState(address);
  useEffect(() => {
    if (address === first) return;
    const title = document.querySelector<HTMLElement>('main h1');
    title?.setAttribute('tabindex', '-1');
    title?.focus({ preventScroll: false });
  }, [address, first]);
}
