import type { VNode } from 'preact';
import { type PageSetting, renderPage } from './layout.tsx';
import type { Words } from './words.ts';

const NAMED = { 401: 'error401', 403: 'error403', 404: 'error404' } as const;
/** Pages whose own words say more to a person than a program's sentence would. */
const NAMES_ENOUGH = { error401: true, error403: true, error404: true } as const;

/** What happened, what it means, what to do; `detail` says more than the status does, in the page's language. */
export function renderErrorPage(setting: PageSetting, statusCode: number, detail?: string): string {
  const key = nameOf(statusCode);
  const home = `${setting.baseUrl}.account/`;
  return renderPage(setting, key, (words) => (
    <ErrorText
      words={words}
      what={(key in NAMES_ENOUGH ? undefined : detail) ?? words[`${key}What`]}
      home={home}
    />
  ));
}

function nameOf(
  statusCode: number,
): 'error401' | 'error403' | 'error404' | 'error4xx' | 'error5xx' {
  if (statusCode === 401 || statusCode === 403 || statusCode === 404) return NAMED[statusCode];
  return statusCode >= 500 ? 'error5xx' : 'error4xx';
}

interface ErrorTextProps {
  readonly words: Words;
  readonly what: string;
  readonly home: string;
}

function ErrorText({ words, what, home }: ErrorTextProps): VNode {
  return (
    <>
      <p class="lede">{what}</p>
      <p class="buttons">
        <a class="button" href={home}>
          {words.errorHome}
        </a>
      </p>
    </>
  );
}
