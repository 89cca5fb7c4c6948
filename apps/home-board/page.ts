import { en } from './words/en.ts';
import type { Language } from './words/format.ts';
import { fr } from './words/fr.ts';

/** The page that the app draws into; it says something useful without a script, too. */
export function pageIn(language: Language): string {
  const words = language === 'fr' ? fr : en;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.appName}</title>
<meta name="description" content="${words.signIn.lede}">
<link rel="icon" href="/look/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/look/look.css">
<link rel="stylesheet" href="/home-board.css">
<script type="module" src="/app/main.js"></script>
</head>
<body>
<div id="app">
<main>
<h1>${words.signIn.title}</h1>
<p class="lede">${words.signIn.lede}</p>
<noscript><p class="notice warm">${words.noScript}</p></noscript>
</main>
</div>
</body>
</html>
`;
}
