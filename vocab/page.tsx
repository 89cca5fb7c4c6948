import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { shortIri } from './json-ld.ts';
import { type CodeList, type Domain, type Ontology, objectsOf, type Term } from './ontology.ts';
import { rdfs, skos, trbNamespace } from './reused.ts';
import { trb } from './terms.ts';

export type Language = 'fr' | 'en';

const texts = {
  fr: {
    title: 'Vocabulaire Traboule',
    skip: 'Aller au contenu',
    lede: 'Les mots avec lesquels vos données sont écrites, pour que toutes les applications les comprennent.',
    address: 'Adresse de ces mots :',
    formats: 'La même page existe en Turtle et en JSON-LD : demandez-la par l’en-tête Accept.',
    other: { code: 'en', label: 'English' },
    contents: 'Sommaire',
    domains: {
      core: 'Mots communs',
      energy: 'Énergie',
      home: 'Logement',
      connection: 'Sources',
      bank: 'Banque',
    },
    kinds: { class: 'classe', property: 'propriété', datatype: 'type de donnée' },
    codes: 'Listes de codes',
    footer: 'Ces mots sont sous licence Creative Commons Attribution 4.0.',
  },
  en: {
    title: 'Traboule vocabulary',
    skip: 'Skip to content',
    lede: 'The words in which your data is written, so that every app understands it.',
    address: 'Address of these words:',
    formats: 'The same page exists as Turtle and as JSON-LD: ask for it with the Accept header.',
    other: { code: 'fr', label: 'Français' },
    contents: 'Contents',
    domains: {
      core: 'Shared words',
      energy: 'Energy',
      home: 'Home',
      connection: 'Sources',
      bank: 'Bank',
    },
    kinds: { class: 'class', property: 'property', datatype: 'datatype' },
    codes: 'Code lists',
    footer: 'These words are under the Creative Commons Attribution 4.0 licence.',
  },
} as const;

/** What a page says about a term besides its comment, in this order. */
const relations: readonly (readonly [iri: string, fr: string, en: string])[] = [
  [rdfs.subClassOf, 'Sorte de', 'Kind of'],
  [rdfs.subPropertyOf, 'Précise', 'Refines'],
  [skos.closeMatch, 'Proche de', 'Close to'],
  [skos.relatedMatch, 'En rapport avec', 'Related to'],
  [rdfs.seeAlso, 'Voir aussi', 'See also'],
  [rdfs.domain, 'Se dit de', 'Said of'],
  [rdfs.range, 'Valeur', 'Value'],
  [trb.personalDataCategory, 'Catégorie de donnée', 'Data category'],
  [trb.sensitivity, 'Sensibilité', 'Sensitivity'],
];

interface Context {
  readonly ontology: Ontology;
  readonly language: Language;
}

/** The whole vocabulary as one page to read, in one language; a term's anchor is its fragment. */
export function vocabularyPage(ontology: Ontology, language: Language): string {
  const words = texts[language];
  const context = { ontology, language };
  const page = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <title>{words.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href="../.look/look.css" />
      </head>
      <body>
        <a class="skip-link" href="#content">
          {words.skip}
        </a>
        <header class="top">
          <span>{words.title}</span>
          <a href={`?lang=${words.other.code}`} hreflang={words.other.code} lang={words.other.code}>
            {words.other.label}
          </a>
        </header>
        <main id="content">
          <h1>{words.title}</h1>
          <p class="lede">{words.lede}</p>
          <p>
            {words.address} <code>{trbNamespace}</code>
          </p>
          <p>{words.formats}</p>
          <Contents {...context} />
          {ontology.domains.map((domain) => (
            <DomainSection key={domain.name} {...context} domain={domain} />
          ))}
          <section id="codes" aria-labelledby="codes-title">
            <h2 id="codes-title">{words.codes}</h2>
            {ontology.codeLists.map((list) => (
              <CodeEntries key={list.name} {...context} list={list} />
            ))}
          </section>
        </main>
        <footer>
          <p>{words.footer}</p>
        </footer>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
}

function Contents({ ontology, language }: Context): VNode {
  const words = texts[language];
  return (
    <nav aria-labelledby="contents-title">
      <h2 id="contents-title">{words.contents}</h2>
      <ul>
        {ontology.domains.map(({ name, terms }) => (
          <li key={name}>
            <a href={`#domain-${name}`}>{domainTitle(name, language)}</a>
            {' : '}
            {terms.map((term, index) => (
              <span key={term.name}>
                {index === 0 ? '' : ', '}
                <a href={`#${term.name}`}>{term.label[language]}</a>
              </span>
            ))}
          </li>
        ))}
        <li>
          <a href="#codes">{words.codes}</a>
        </li>
      </ul>
    </nav>
  );
}

function DomainSection(props: Context & { readonly domain: Domain }): VNode {
  const { ontology, language, domain } = props;
  const title = `domain-${domain.name}`;
  return (
    <section id={title} aria-labelledby={`${title}-title`}>
      <h2 id={`${title}-title`}>{domainTitle(domain.name, language)}</h2>
      {domain.terms.map((term) => (
        <TermArticle key={term.name} ontology={ontology} language={language} term={term} />
      ))}
    </section>
  );
}

function TermArticle({ ontology, language, term }: Context & { readonly term: Term }): VNode {
  const facts = relations
    .map(([iri, fr, en]) => ({
      said: language === 'fr' ? fr : en,
      values: objectsOf(ontology.quads, term.iri, iri),
    }))
    .filter(({ values }) => values.length > 0);
  return (
    <article id={term.name}>
      <h3>
        {term.label[language]} <code>trb:{term.name}</code>
      </h3>
      <p>
        {term.comment[language]} <em>({texts[language].kinds[term.kind]})</em>
      </p>
      <dl>
        {facts.map(({ said, values }) => (
          <div key={said}>
            <dt>{said}</dt>
            {values.map((value) => (
              <dd key={value}>
                <a href={linkTo(value)}>
                  <code>{shortIri(value)}</code>
                </a>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </article>
  );
}

function CodeEntries({ language, list }: Context & { readonly list: CodeList }): VNode {
  return (
    <article id={list.name}>
      <h3>
        {list.label[language]} <code>trb:{list.name}</code>
      </h3>
      <dl>
        {list.codes.map((code) => (
          <div key={code.iri} id={code.iri.slice(trbNamespace.length)}>
            <dt>
              {code.label[language]} <code>{code.notation}</code>
            </dt>
            <dd>{code.definition[language]}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

function domainTitle(name: string, language: Language): string {
  const titles: Readonly<Record<string, string>> = texts[language].domains;
  return titles[name] ?? name;
}

/** Our own words are on this page. */
function linkTo(iri: string): string {
  return iri.startsWith(trbNamespace) ? iri.slice(trbNamespace.length - 1) : iri;
}
