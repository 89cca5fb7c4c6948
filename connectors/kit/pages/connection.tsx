import type { VNode } from 'preact';
import type { ConnectionState } from '../../../shapes/connection/connection.ts';
import type { CityApp } from '../config.ts';
import type { Manifest } from '../contract.ts';
import type { ConnectorErrorCode } from '../errors.ts';
import type { ConnectionRecord } from '../journal.ts';
import { remedyOf } from '../messages.ts';
import type { Messages, Remedy } from '../words.ts';
import { DataSets } from './home.tsx';
import { ButtonForm, Layout, type PageContext } from './layout.tsx';
import { sayDay, sayTime } from './saying-time.ts';

export interface ConnectionPageProps {
  readonly context: PageContext;
  readonly manifest: Manifest;
  readonly record: ConnectionRecord;
  readonly token: string;
  readonly apps: readonly CityApp[];
}

export const eventsPath = '/connection/events';
const SCRIPT = '/assets/live-progress.js';
const REFRESH_SECONDS = 5;

/** How a source is doing: its state in words, what arrived, what to do, and the way out. */
export function ConnectionPage(props: ConnectionPageProps): VNode {
  const { context, manifest, record, apps } = props;
  const { words, language } = context;
  const moving = record.state === 'syncing' || record.nextRun !== undefined;
  const live = record.state === 'syncing' ? { refreshSeconds: REFRESH_SECONDS } : {};
  return (
    <Layout
      context={context}
      title={manifest.title[language]}
      {...(moving ? { script: SCRIPT } : {})}
      {...live}
    >
      <h1>{manifest.title[language]}</h1>
      <section
        class="card"
        aria-labelledby="state"
        data-state={record.state}
        data-reason={record.reason ?? ''}
        {...(moving ? { 'data-events': `${eventsPath}?lang=${language}` } : {})}
      >
        <h2 id="state">
          <span class={`state ${toneOf[record.state]}`}>
            {words.connection.states[record.state]}
          </span>
        </h2>
        <Saying context={context} record={record} />
        {record.state === 'syncing' ? <Progress words={words} record={record} /> : null}
        <Arrived context={context} record={record} />
        <Actions {...props} />
      </section>
      {apps.length === 0 ? null : (
        <ul class="cards">
          {apps.map(({ name, url }) => (
            <li key={url} class="card">
              <a href={url}>{words.connection.look(name)}</a>
            </li>
          ))}
        </ul>
      )}
      <DataSets context={context} manifest={manifest} title={words.connection.arrives} />
      <WayOut {...props} />
    </Layout>
  );
}

const toneOf: Readonly<Record<ConnectionState, string>> = {
  connected: 'good',
  syncing: 'busy',
  'waiting-for-partner': 'busy',
  'needs-you': 'warm',
  'partner-down': 'wrong',
  paused: 'busy',
  revoked: 'warm',
};

function Saying({
  context: { words, partner, city },
  record,
}: {
  readonly context: PageContext;
  readonly record: ConnectionRecord;
}): VNode {
  const { state, reason } = record;
  if (reason === undefined) {
    return <p class="lede">{words.connection.sentences[state]({ partner, city })}</p>;
  }
  const trouble = words.troubles[reason]({ partner, city });
  const tone = state === 'needs-you' || state === 'revoked' ? 'warm' : '';
  return (
    <div class={`notice ${tone}`}>
      <p>
        <strong>{trouble.happened}</strong>
      </p>
      <p>{trouble.means}</p>
      <p>{trouble.toDo}</p>
    </div>
  );
}

function Progress({
  words,
  record,
}: {
  readonly words: Messages;
  readonly record: ConnectionRecord;
}): VNode {
  const { progress } = record;
  const text =
    progress === undefined
      ? words.connection.preparing
      : words.connection.progress(progress.done, progress.total);
  return (
    <>
      {progress === undefined ? (
        <progress aria-labelledby="progress-text" />
      ) : (
        <progress aria-labelledby="progress-text" max={progress.total} value={progress.done} />
      )}
      <p class="progress-text" id="progress-text" role="status">
        {text}
      </p>
      <noscript>
        <p>
          <a href="/connection">{words.connection.refresh}</a>
        </p>
      </noscript>
    </>
  );
}

function Arrived({
  context: { words, language },
  record,
}: {
  readonly context: PageContext;
  readonly record: ConnectionRecord;
}): VNode {
  const { coverage, nextRun, lastCompleted, since, state } = record;
  const { connection } = words;
  return (
    <>
      <p>
        {coverage === undefined
          ? connection.nothingYet
          : connection.covered(
              sayDay(coverage.firstDay, language),
              sayDay(coverage.lastDay, language),
            )}
      </p>
      {state === 'syncing' || state === 'connected' ? null : (
        <p class="hint">{connection.since(sayTime(new Date(since), language))}</p>
      )}
      {lastCompleted === undefined ? null : (
        <p class="hint">{connection.lastCompleted(sayTime(new Date(lastCompleted), language))}</p>
      )}
      {nextRun === undefined ? null : (
        <p class="hint">{connection.nextRun(sayTime(new Date(nextRun), language))}</p>
      )}
    </>
  );
}

function Actions({
  context: { words, partner },
  record,
  token,
}: ConnectionPageProps): VNode | null {
  const { state, reason } = record;
  const { connection } = words;
  if (state === 'syncing') {
    return (
      <ButtonForm action="/connection/stop" token={token} label={connection.stop} kind="quiet" />
    );
  }
  if (state === 'paused') {
    return <ButtonForm action="/connection/run" token={token} label={connection.resume} />;
  }
  const remedy = remedyFor(state, reason);
  if (remedy !== undefined) {
    return (
      <ButtonForm action={actionOf[remedy]} token={token} label={words.remedies[remedy](partner)} />
    );
  }
  return (
    <div class="buttons">
      <ButtonForm action="/connection/run" token={token} label={connection.run} kind="quiet" />
      <ButtonForm action="/connection/stop" token={token} label={connection.stop} kind="quiet" />
    </div>
  );
}

/** A source that was stopped on purpose has no trouble, and the same way back. */
function remedyFor(
  state: ConnectionState,
  reason: ConnectorErrorCode | undefined,
): Remedy | undefined {
  if (reason !== undefined) return remedyOf[reason];
  return state === 'revoked' ? 'renew' : undefined;
}

const actionOf: Readonly<Record<Remedy, string>> = {
  renew: '/consent',
  retry: '/connection/run',
  open: '/connection/open',
  'sign-in': '/connection/open',
  'start-over': '/sign-out',
};

function WayOut({ context: { words, partner }, record, token }: ConnectionPageProps): VNode {
  const { disconnect, whereItLies } = words.connection;
  return (
    <>
      {record.state === 'revoked' ? null : (
        <details>
          <summary>{disconnect.title(partner)}</summary>
          <p>{disconnect.gone(partner)}</p>
          <p>{disconnect.stays}</p>
          <ButtonForm
            action="/connection/disconnect"
            token={token}
            label={disconnect.button(partner)}
            kind="danger"
          />
        </details>
      )}
      <details>
        <summary>{whereItLies}</summary>
        <p>
          <a href={record.place.container}>{record.place.container}</a>
        </p>
        <p>{record.webId}</p>
      </details>
      <ButtonForm action="/sign-out" token={token} label={words.agree.signOut} kind="quiet" />
    </>
  );
}
