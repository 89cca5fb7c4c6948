import type { SourceState } from '../core/source-state.ts';

/** What Mon Logis says in French. Each language is written, not translated; a missing entry does not compile. */
export const fr = {
  appName: 'Mon Logis',
  skipToContent: 'Aller au contenu',
  otherLanguage: { code: 'en', label: 'English' },
  places: {
    label: 'Pages',
    home: 'Accueil',
    electricity: 'Électricité',
    gas: 'Gaz',
    bills: 'Factures',
    sources: 'Sources',
    settings: 'Réglages',
  },
  footer:
    'Mon Logis lit vos données dans votre espace et les montre ici. Rien ne part ailleurs, rien n’est gardé.',
  loading: 'Nous ouvrons votre espace…',
  noScript:
    'Mon Logis dessine vos données dans votre navigateur, pour qu’elles n’aillent nulle part ailleurs. Autorisez JavaScript pour ce site.',

  signIn: {
    title: 'Votre logis en clair',
    lede: 'Votre électricité, mois par mois et heure par heure. Personne d’autre ne la voit.',
    provider: 'Où est votre espace ?',
    thisCity: 'le fournisseur de votre ville',
    other: 'Un autre fournisseur',
    address: 'Adresse de votre fournisseur ou de votre identité',
    addressHint: 'Par exemple : espace.exemple.fr',
    button: 'Me connecter',
    opening: 'Nous vous conduisons chez votre fournisseur…',
    next: 'Votre fournisseur vous demande votre mot de passe. Mon Logis ne le voit jamais.',
    promises: [
      { title: 'Directement', text: 'Les données vont de votre espace à cet écran, sans détour.' },
      { title: 'Vérifié', text: 'Votre navigateur bloque toute autre destination.' },
      { title: 'Réversible', text: 'Vous retirez un accès quand vous voulez, en un clic.' },
    ],
    ended: 'Votre session a pris fin. Vos données n’ont pas bougé. Reconnectez-vous pour les voir.',
    declined:
      'Vous n’avez pas laissé entrer Mon Logis. Rien n’a été lu. Vous pouvez recommencer quand vous voulez.',
    emptyAddress: 'Écrivez l’adresse de votre fournisseur, par exemple espace.exemple.fr.',
    unknownAddress:
      'Il n’y a pas de fournisseur à cette adresse. Vérifiez-la, ou choisissez votre ville.',
  },

  trouble: {
    refused: {
      title: 'Votre espace refuse l’accès',
      text: 'Mon Logis n’a pas le droit de lire ces données. Elles sont toujours là. Reconnectez-vous et laissez entrer Mon Logis.',
    },
    ended: {
      title: 'Votre session a pris fin',
      text: 'Vos données n’ont pas bougé. Reconnectez-vous pour les voir.',
    },
    down: {
      title: 'Votre espace ne répond pas',
      text: 'Vos données y restent. Vérifiez votre connexion, puis réessayez dans quelques minutes.',
    },
    homeless: {
      title: 'Votre identité n’indique aucun espace',
      text: 'Mon Logis ne sait donc pas où lire. Demandez un espace à votre fournisseur, puis revenez.',
    },
    unreadable: {
      title: 'Un document ne se lit pas',
      text: 'Il n’a pas la forme attendue. Rien n’est perdu. Relancez la source qui l’a écrit.',
    },
    again: 'Réessayer',
    signIn: 'Me reconnecter',
  },

  welcome: {
    title: (name: string | undefined) => (name === undefined ? 'Bienvenue' : `Bonjour ${name}`),
    lede: 'Votre espace est prêt. Il attend ses premières données.',
    what: 'Ici, vous verrez votre électricité : par année, par mois, par jour et par demi-heure.',
    choose: 'Choisissez une source',
    sourceText: (source: string) =>
      `${source} a des données sur vous. Avec votre accord, elles arrivent dans votre espace.`,
    connect: (source: string) => `Connecter ${source}`,
    afterwards:
      'Vous choisirez chez la source ce qu’elle peut écrire. Vous pourrez tout arrêter ici.',
    noSource: 'Votre ville ne propose pas encore de source.',
  },

  sync: {
    title: 'Vos données arrivent',
    months: (done: number, total: number | undefined) =>
      total === undefined ? `${done} mois reçu${done > 1 ? 's' : ''}` : `${done} mois sur ${total}`,
    text: 'Vous pouvez fermer cette page : la réception continue.',
  },

  home: {
    title: (name: string | undefined) =>
      name === undefined ? 'Votre logis' : `Le logis de ${name}`,
    lede: (day: string) => `Vos relevés vont jusqu’au ${day}.`,
    thisMonth: (month: string) => `En ${month}`,
    lastTwelve: 'Les 12 derniers mois',
    baseLoad: 'Votre veille',
    baseLoadText: (watts: string) => `${watts} en continu, même quand tout semble éteint.`,
    perYear: (money: string) => `${money} par an`,
    see: { electricity: 'Voir votre électricité', gas: 'Voir votre gaz' },
    seeMonth: 'Voir le mois',
    sources: 'Vos sources',
  },

  electricity: {
    rolling: (first: string, last: string) => `12 mois : ${first} à ${last}`,
    year: (year: string) => `année ${year}`,
    views: 'Période',
    viewRolling: '12 mois',
    viewYear: 'Année',
    viewMonth: 'Mois',
    viewDay: 'Jour',
    earlier: 'Avant',
    later: 'Après',
    meter: 'Compteur',
    meterName: (id: string, flow: 'consumption' | 'production') =>
      `${flow === 'production' ? 'Production' : 'Consommation'}, compteur ${id}`,
    said: (period: string, energy: string) => `${period} : ${energy}`,
    less: (percent: string, than: string) => `${percent} de moins ${que(than)}`,
    more: (percent: string, than: string) => `${percent} de plus ${que(than)}`,
    same: (than: string) => `Autant ${que(than)}`,
    sameDays: (days: number) =>
      days === 1 ? 'sur le seul jour comparable' : `sur les ${days} jours comparables`,
    aYearEarlier: 'un an avant',
    inThe: (monthOrYear: string) => `en ${monthOrYear}`,
    onThe: (day: string) => `le ${day}`,
    nothing: 'Aucun relevé pour cette période.',
    dailyOnly: 'Ce jour est arrivé en un seul total. Le détail par demi-heure n’existe pas.',
    touch: 'Touchez ou visez une barre pour la lire.',
    keys: 'Flèches : d’une barre à l’autre. Entrée : ouvrir. T : le tableau.',
    pictureOf: (period: string) => `Barres d’énergie, ${period}`,
    unit: 'kWh',
    now: 'Cette période',
    past: 'Un an avant',
    missing: 'Non reçu',
    estimatedPart: (energy: string) => `dont ${energy} estimés`,
    partly: (percent: string) => `${percent} du temps reçu`,
    quality: { measured: 'mesuré', estimated: 'estimé', corrected: 'corrigé' },
    table: 'Voir les chiffres',
    tableCaption: (period: string) => `Énergie, ${period}`,
    columns: {
      when: 'Quand',
      energy: 'Énergie (Wh)',
      earlier: 'Un an avant (Wh)',
      quality: 'Qualité',
      total: 'Total',
    },
    csv: 'Télécharger (CSV)',
    cost: 'Coût de l’énergie',
    costText: (tariff: string) =>
      `Tarif ${tariff.toLowerCase()}, taxes comprises, sans l’abonnement.`,
    costExample: 'Prix d’exemple : comparez avec votre facture.',
    costWithout: (days: number) =>
      `${days} jour${days > 1 ? 's' : ''} sans prix connu, non compté${days > 1 ? 's' : ''}.`,
    costHours: (hours: string) => `Heures creuses : ${hours}.`,
    tariff: 'Votre tarif',
    tariffSource: 'D’où viennent ces prix ?',
    baseLoad: 'Votre veille',
    baseLoadCosts: (money: string) => `Votre veille coûte ${money} par an`,
    baseLoadText: (watts: string, days: number) =>
      `${watts} en continu : le dixième le plus calme de chaque jour, sur ${days} jours.`,
    baseLoadNone: 'Il faut 7 jours complets pour la mesurer.',
    peaks: 'Vos pointes',
    peakText: (power: string, when: string) => `${power}, ${when}`,
    peakHint: 'Puissance moyenne sur le pas du compteur.',
    subscribed: (power: string) => `Vous avez souscrit ${power}.`,
    at: (day: string, time: string) => `${day}, ${time}`,
    coverage: 'Ce qui manque',
    coverageFull: 'Rien ne manque sur cette période.',
    coverageSome: (percent: string) => `${percent} du temps est couvert.`,
    coverageBefore: (day: string) => `Avant le ${day}, rien n’a été reçu.`,
    coverageAfter: (day: string) => `Après le ${day}, les relevés ne sont pas encore arrivés.`,
    coverageHoles: (days: string) => `Relevés absents ou partiels : ${days}.`,
    coverageWhy: 'Le compteur ou le réseau n’a rien transmis ces jours-là.',
    andMore: (count: number) => `et ${count} autre${count > 1 ? 's' : ''}`,
    provenance: 'D’où viennent ces données ?',
    provenanceText: (source: string, point: string) =>
      `${source} les a relevées sur le compteur ${point}. Elles sont dans votre espace.`,
    someSource: 'Une source',
    provenanceUpdated: (when: string) => `Dernier changement reçu : ${when}.`,
    provenanceMix: (shares: string) => `Qualité : ${shares}.`,
  },

  bills: {
    title: 'Factures',
    lede: 'De tous vos fournisseurs, la plus récente d’abord.',
    none: 'Aucune facture pour l’instant. Elles arrivent avec vos sources.',
    ofYear: (year: string, total: string) => `${year} : ${total}`,
    creditNoteOf: (source: string) => `${source} (avoir)`,
    period: (first: string, last: string) => `Du ${first} au ${last}.`,
    debit: (day: string) => `Prélèvement prévu le ${day}.`,
    number: (number: string) => `Facture n° ${number}`,
    file: 'Télécharger le PDF',
    fileFailed: 'Votre espace n’a pas donné ce fichier. Réessayez dans un moment.',
    status: { 'to-pay': 'À payer', paid: 'Payée', rejected: 'Rejetée par la banque' },
  },

  sources: {
    title: 'Vos sources',
    lede: 'Qui écrit dans votre espace, et où en est chacun.',
    open: (source: string) => `Ouvrir la page ${source}`,
    connected: 'Sources connectées',
    none: 'Aucune source ne peut écrire dans votre espace.',
    covers: (first: string, last: string) => `Relevés du ${first} au ${last}.`,
    until: (day: string) => `Votre accord va jusqu’au ${day}.`,
    remove: 'Retirer l’accès',
    removeTitle: (source: string) => `Retirer l’accès de ${source} ?`,
    removeGoes: (source: string) => `${source} ne pourra plus rien écrire dans votre espace.`,
    removeStays: 'Vos données déjà reçues restent ici.',
    removePartner: (source: string) =>
      `Votre accord chez ${source} n’est pas touché. Arrêtez-le sur sa page si vous le souhaitez.`,
    removeYes: 'Retirer l’accès',
    removeNo: 'Garder l’accès',
    removing: 'Nous retirons l’accès…',
    removed: (source: string) => `C’est fait : ${source} n’a plus accès à votre espace.`,
    removeFailed:
      'L’accès n’a pas pu être retiré : votre espace a refusé. Rien n’a changé. Réessayez, ou passez par votre fournisseur.',
    connect: (source: string) => `Connecter ${source}`,
    available: 'Sources proposées par votre ville',
    state: {
      connected: 'À jour',
      syncing: 'En cours',
      'waiting-for-partner': 'En attente',
      'needs-you': 'À vous d’agir',
      'partner-down': 'Ne répond pas',
      paused: 'En pause',
      revoked: 'Arrêtée',
    } satisfies Record<SourceState, string>,
    stateText: {
      connected: 'Vos nouvelles données arrivent d’elles-mêmes, rien à faire.',
      syncing: 'Vos données arrivent en ce moment.',
      'waiting-for-partner':
        'La source prépare vos données. Nous les lirons dès qu’elles sont prêtes.',
      'needs-you': 'La source attend quelque chose de vous. Sa page dit quoi.',
      'partner-down': 'Vos données déjà reçues restent ici. La source réessaiera, rien à faire.',
      paused: 'Rien n’arrive pour l’instant. Reprenez quand vous voulez sur sa page.',
      revoked: 'Votre accord est terminé. Vos données déjà reçues restent ici.',
    } satisfies Record<SourceState, string>,
  },

  settings: {
    title: 'Réglages',
    lede: 'Votre langue, votre identité, votre sortie.',
    language: 'Langue',
    french: 'Français',
    english: 'English',
    identity: 'Votre identité',
    signedInAs: (name: string) => `Vous êtes connecté comme ${name}.`,
    details: 'Détails',
    identityAddress: 'Adresse de votre identité',
    spaceAddress: 'Adresse de votre espace',
    destinations: 'Vos données ne peuvent aller que là',
    destinationsText: 'Votre navigateur l’impose à cette page :',
    leave: 'Sortie',
    leaveText: 'Mon Logis oublie tout dès que vous sortez. Vos données restent dans votre espace.',
    signOut: 'Me déconnecter',
  },
};

function que(than: string): string {
  return /^[aeiou]/i.test(than) ? `qu’${than}` : `que ${than}`;
}

export type Words = typeof fr;
