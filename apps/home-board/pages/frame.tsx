import type { ComponentChildren, VNode } from 'preact';
import type { EnergyVector } from '../../../shapes/meter-reading/meter-reading.ts';
import type { Language } from '../words/format.ts';
import { Icon } from './icon.tsx';
import type { Place } from './route.ts';
import { useVoice } from './voice.ts';

interface FrameProps {
  readonly cityName: string;
  /** Undefined when nobody is signed in: then there is nowhere to go yet. */
  readonly place: Place | undefined;
  /** The energies that her meters count: the others have no page. */
  readonly energies: readonly EnergyVector[];
  readonly onLanguage: (language: Language) => void;
  readonly children: ComponentChildren;
}

const places = [
  { place: 'home', href: '#/', icon: 'house' },
  { place: 'electricity', href: '#/electricite', icon: 'zap' },
  { place: 'gas', href: '#/gaz', icon: 'flame' },
  { place: 'bills', href: '#/factures', icon: 'receipt-text' },
  { place: 'sources', href: '#/sources', icon: 'plug' },
  { place: 'settings', href: '#/reglages', icon: 'settings' },
] as const;

/** What every page has around it. */
export function Frame({ cityName, place, energies, onLanguage, children }: FrameProps): VNode {
  const { words } = useVoice();
  const { code, label } = words.otherLanguage;
  const main = (
    <main id="content" tabIndex={-1}>
      {children}
    </main>
  );
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a link to a part of this page, whose address is the app's route. */}
      <a class="skip-link" href="#content" onClick={skipToContent}>
        {words.skipToContent}
      </a>
      <header class="top">
        <a href="#/">
          <img src="/look/logo.svg" alt="" width="32" height="32" />
          <span>
            {words.appName} <span class="city">{cityName}</span>
          </span>
        </a>
        <a
          href={`?lang=${code}`}
          lang={code}
          hreflang={code}
          onClick={(event) => {
            event.preventDefault();
            onLanguage(code === 'fr' ? 'fr' : 'en');
          }}
        >
          {label}
        </a>
      </header>
      {place === undefined ? (
        main
      ) : (
        <div class="with-places">
          <Places place={place} energies={energies} />
          {main}
        </div>
      )}
      <footer>
        <p>{words.footer}</p>
      </footer>
    </>
  );
}

function Places({
  place: current,
  energies,
}: {
  readonly place: Place;
  readonly energies: readonly EnergyVector[];
}): VNode {
  const { words } = useVoice();
  const shown = places.filter(({ place }) => place !== 'gas' || energies.includes(place));
  return (
    <nav class="places" aria-label={words.places.label}>
      <ul>
        {shown.map(({ place, href, icon }) => (
          <li key={place}>
            <a href={href} {...(place === current ? { 'aria-current': 'page' as const } : {})}>
              <Icon name={icon} />
              {words.places[place]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The address bar is the app's route, so the link moves the focus itself. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
