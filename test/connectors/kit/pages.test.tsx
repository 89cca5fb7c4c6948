import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { connectorErrorCodes } from '../../../connectors/kit/errors.ts';
import type { ConnectionRecord } from '../../../connectors/kit/journal.ts';
import { messages, remedyOf } from '../../../connectors/kit/messages.ts';
import { ConnectionPage } from '../../../connectors/kit/pages/connection.tsx';
import { HomePage } from '../../../connectors/kit/pages/home.tsx';
import type { PageContext } from '../../../connectors/kit/pages/layout.tsx';
import type { Language } from '../../../connectors/kit/words.ts';
import { fictiveManifest } from './fictive-connector.ts';

const SENTENCE_WORDS_MAX = 15;
const languages = ['fr', 'en'] as const;
const names = { partner: 'Enedis', city: 'Lyon' };

const contextIn = (language: Language): PageContext => ({
  language,
  words: messages[language],
  city: 'Lyon',
  partner: '<b>Enedis</b>',
  path: '/connection',
});

const record = (change: Partial<ConnectionRecord>): ConnectionRecord => ({
  id: 'a'.repeat(64),
  webId: 'https://odile.exemple.invalid/card#me',
  provider: 'https://exemple.invalid/',
  place: {
    storage: 'https://odile.exemple.invalid/',
    container: 'https://odile.exemple.invalid/data/',
    connectionContainer: 'https://odile.exemple.invalid/connections/fontaine/',
    classes: [],
    given: true,
  },
  state: 'connected',
  since: '2026-11-02T09:00:00.000Z',
  ...change,
});

function pageOf(language: Language, change: Partial<ConnectionRecord>): string {
  return render(
    <ConnectionPage
      context={contextIn(language)}
      manifest={fictiveManifest}
      record={record(change)}
      token="secret-token"
      apps={[{ name: 'Mon Logis', url: 'http://localhost:3100/' }]}
    />,
  );
}

test.each(languages)(
  'every code says what happened, what it means and what to do, in %s',
  (language) => {
    for (const code of connectorErrorCodes) {
      const html = pageOf(language, { state: 'needs-you', reason: code });
      const trouble = messages[language].troubles[code]({ partner: 'Enedis', city: 'Lyon' });

      for (const said of [trouble.happened, trouble.means, trouble.toDo]) {
        expect(html).toContain(said.replaceAll('Enedis', '&lt;b>Enedis&lt;/b>'));
      }
      expect(html).not.toContain(code.toLowerCase());
    }
  },
);

test.each(languages)('every state has its word and its sentence in %s', (language) => {
  const { states } = messages[language].connection;
  for (const [state, word] of Object.entries(states)) {
    const html = pageOf(language, { state: state as ConnectionRecord['state'] });

    expect(html).toContain(`>${word}<`);
    expect(html).toContain(`lang="${language}"`);
    expect(html).not.toContain('undefined');
  }
});

test('at most one filled button stands on a page, and one that helps where she must act', () => {
  for (const code of connectorErrorCodes) {
    const filled =
      pageOf('fr', { state: 'needs-you', reason: code }).match(/class="button"/g) ?? [];

    expect([code, filled.length]).toEqual([code, remedyOf[code] === undefined ? 0 : 1]);
  }
});

test('no sentence is longer than fifteen words, and none uses our own jargon', () => {
  const jargon = /\b(pod|ACL|token|jeton|container|conteneur|issuer|WebID|shape|scope|OIDC)\b/i;
  for (const language of languages) {
    for (const code of connectorErrorCodes) {
      const { happened, means, toDo } = messages[language].troubles[code](names);
      for (const sentence of `${happened} ${means} ${toDo}`.split(/(?<=[.!?:]) /)) {
        expect([sentence, sentence.split(/\s+/).length <= SENTENCE_WORDS_MAX]).toEqual([
          sentence,
          true,
        ]);
        expect(sentence).not.toMatch(jargon);
      }
    }
  }
});

test('progress is said in days, and shown as a bar that a screen reader can name', () => {
  const html = pageOf('fr', { state: 'syncing', progress: { done: 12, total: 730 } });

  expect(html).toContain('12 jours sur 730');
  expect(html).toMatch(/<progress aria-labelledby="progress-text" max="730" value="12">/);
  expect(html).toContain('http-equiv="refresh"');
  expect(pageOf('en', { state: 'syncing', progress: { done: 12, total: 730 } })).toContain(
    '12 of 730 days',
  );
});

test('days and hours are said as people say them, in Paris', () => {
  const html = pageOf('fr', {
    coverage: { firstDay: '2024-11-01', lastDay: '2026-11-11' },
    nextRun: '2026-11-03T07:30:00.000Z',
  });

  expect(html).toContain('du 1er novembre 2024 au 11 novembre 2026');
  expect(html).toContain('mardi 3 novembre, 8 h 30');
});

test('what comes from outside is text on a page, never markup', () => {
  const evil = 'https://x.invalid/"><script>alert(1)</script>';
  const html = pageOf('fr', { webId: evil, place: { ...record({}).place, container: evil } });
  const home = render(<HomePage context={contextIn('fr')} manifest={fictiveManifest} />);

  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('<b>Enedis');
  expect(home).not.toContain('<b>Enedis');
});

test('leaving says what goes and what stays before it asks', () => {
  const html = pageOf('fr', {});

  const leaving = html.slice(html.indexOf('<summary>Arrêter'));
  expect(leaving.indexOf('Plus rien n’arrive')).toBeLessThan(
    leaving.indexOf('/connection/disconnect'),
  );
  expect(leaving).toContain('Tout ce que vous avez reçu reste dans votre espace.');
});
