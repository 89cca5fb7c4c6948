import type { VNode } from 'preact';
import type { City } from '../pod/city.ts';
import { Icon } from './icon.tsx';
import { useVoice } from './voice.ts';

/** Nothing yet: what will be here, and the one way to fill it. */
export function WelcomePage({
  city,
  name,
}: {
  readonly city: City;
  readonly name: string | undefined;
}): VNode {
  const { words } = useVoice();
  return (
    <>
      <h1>{words.welcome.title(name)}</h1>
      <p class="lede">{words.welcome.lede}</p>
      <div class="preview">
        <svg viewBox="0 0 240 64" preserveAspectRatio="none" aria-hidden="true">
          {[34, 42, 38, 30, 24, 18, 16, 15, 20, 27, 36, 44].map((height, index) => (
            <rect
              key={`${index}-${height}`}
              x={index * 20 + 3}
              y={60 - height}
              width="14"
              height={height}
              rx="2"
            />
          ))}
        </svg>
      </div>
      <p>{words.welcome.what}</p>
      <h2>{words.welcome.choose}</h2>
      {city.sources.length === 0 && <p>{words.welcome.noSource}</p>}
      <ul class="cards">
        {city.sources.map((source) => (
          <li class="card" key={source.id}>
            <h3>
              <Icon name="zap" /> {source.name}
            </h3>
            <p>{words.welcome.sourceText(source.name)}</p>
            <p>
              <a class="button" href={source.url}>
                {words.welcome.connect(source.name)}
              </a>
            </p>
          </li>
        ))}
      </ul>
      <p class="hint">{words.welcome.afterwards}</p>
    </>
  );
}

/** Data is on its way: how far, and that nobody has to wait here. */
export function Arriving({
  done,
  total,
}: {
  readonly done: number;
  readonly total: number | undefined;
}): VNode {
  const { words } = useVoice();
  return (
    <section class="notice" aria-labelledby="arriving">
      <h2 id="arriving">{words.sync.title}</h2>
      {total !== undefined && <progress max={total} value={done} aria-label={words.sync.title} />}
      <p class="progress-text" role="status">
        {words.sync.months(done, total)}
      </p>
      <p>{words.sync.text}</p>
    </section>
  );
}
