import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { toneOf } from '../core/source-state.ts';
import type { Linked } from '../pod/household.ts';
import { Icon } from './icon.tsx';
import type { Open } from './open.ts';
import { useVoice } from './voice.ts';

const toneIcons = {
  good: 'circle-check',
  busy: 'refresh-cw',
  warm: 'circle-alert',
  wrong: 'triangle-alert',
} as const;

/** Who writes in the citizen's space, how each one stands, and the way to stop it. */
export function SourcesPage(open: Open): VNode {
  const { words } = useVoice();
  const linked = new Set(open.household.connections.map(({ connection }) => connection.partner));
  const offered = open.city.sources.filter(({ id }) => !linked.has(id));
  return (
    <>
      <h1>{words.sources.title}</h1>
      <p class="lede">{words.sources.lede}</p>
      {linked.size === 0 && <p>{words.sources.none}</p>}
      {linked.size > 0 && <h2>{words.sources.connected}</h2>}
      <ul class="cards">
        {open.household.connections.map((linked) => (
          <SourceCard key={linked.container} {...open} linked={linked}>
            <RemoveAccess {...open} linked={linked} name={nameOfSource(open, linked)} />
          </SourceCard>
        ))}
      </ul>
      {offered.length > 0 && (
        <>
          <h2>{words.sources.available}</h2>
          <ul class="cards">
            {offered.map(({ id, name, url }) => (
              <li class="card" key={id}>
                <h3>{name}</h3>
                <p>{words.welcome.sourceText(name)}</p>
                <a class="button quiet" href={url}>
                  {words.sources.connect(name)}
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** How each source stands, in short. */
export function SourceStates(open: Open): VNode {
  return (
    <ul class="cards">
      {open.household.connections.map((linked) => (
        <SourceCard key={linked.container} {...open} linked={linked} />
      ))}
    </ul>
  );
}

interface SourceCardProps extends Open {
  readonly linked: Linked;
  readonly children?: ComponentChildren;
}

function SourceCard(props: SourceCardProps): VNode {
  const { words, formats } = useVoice();
  const { connection } = props.linked;
  const source = props.city.sources.find(({ id }) => id === connection.partner);
  const name = nameOfSource(props, props.linked);
  const tone = toneOf(connection.state);
  const { firstDay, lastDay, partnerConsentUntil } = connection;
  return (
    <li class="card">
      <div class="card-head">
        <h3>{name}</h3>
        <span class={`state ${tone}`}>
          <Icon name={toneIcons[tone]} /> {words.sources.state[connection.state]}
        </span>
      </div>
      <p>{words.sources.stateText[connection.state]}</p>
      {firstDay !== undefined && lastDay !== undefined && (
        <p>{words.sources.covers(formats.dayPlain(firstDay), formats.dayPlain(lastDay))}</p>
      )}
      {partnerConsentUntil !== undefined && (
        <p class="hint">{words.sources.until(formats.dayPlain(partnerConsentUntil))}</p>
      )}
      {source && (
        <p>
          <a href={source.url}>{words.sources.open(name)}</a>
        </p>
      )}
      {props.children}
    </li>
  );
}

function nameOfSource({ city }: Open, { connection }: Linked): string {
  return city.sources.find(({ id }) => id === connection.partner)?.name ?? connection.partner;
}

type Removal = 'unasked' | 'asked' | 'removing' | 'removed' | 'removeFailed';

/** Says what goes and what stays before it acts; keeping is as easy as removing. */
function RemoveAccess({
  session,
  linked: { connection, container },
  name,
}: Open & { readonly linked: Linked; readonly name: string }): VNode {
  const { words } = useVoice();
  const [removal, setRemoval] = useState<Removal>('unasked');

  async function remove(): Promise<void> {
    setRemoval('removing');
    try {
      const { removeAccess } = await import('../pod/remove-access.ts');
      await removeAccess(session.fetch, connection.connector, [connection.container, container]);
      setRemoval('removed');
    } catch {
      // Whatever the server answered, the sentence on the page says what it means and what to do.
      setRemoval('removeFailed');
    }
  }

  if (removal === 'removed' || removal === 'removing') {
    return (
      <p class="notice good" role="status">
        {removal === 'removed' ? words.sources.removed(name) : words.sources.removing}
      </p>
    );
  }
  if (removal === 'unasked') {
    return (
      <button class="button danger" type="button" onClick={() => setRemoval('asked')}>
        {words.sources.remove}
      </button>
    );
  }
  return (
    <section class="notice warm" aria-label={words.sources.removeTitle(name)}>
      <p>
        <strong>{words.sources.removeTitle(name)}</strong>
      </p>
      <ul>
        <li>{words.sources.removeGoes(name)}</li>
        <li>{words.sources.removeStays}</li>
        <li>{words.sources.removePartner(name)}</li>
      </ul>
      {removal === 'removeFailed' && (
        <p class="error" role="alert">
          {words.sources.removeFailed}
        </p>
      )}
      <div class="buttons">
        <button class="button danger" type="button" onClick={() => void remove()}>
          {words.sources.removeYes}
        </button>
        <button class="button quiet" type="button" onClick={() => setRemoval('unasked')}>
          {words.sources.removeNo}
        </button>
      </div>
    </section>
  );
}
