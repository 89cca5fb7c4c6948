import type { Messages } from './words.ts';

export const fr: Messages = {
  skip: 'Aller au contenu',
  otherLanguage: 'English',
  home: {
    brings: 'Ce que cette source apporte',
    conditions: 'Pourquoi, et selon quelles règles',
    purpose: 'Pourquoi',
    legalBasis: 'Ce qui l’autorise',
    dataProtection: (partner) => `Vos droits chez ${partner}`,
    howToStop: 'Vous pouvez arrêter à tout moment. Ce que vous avez reçu reste à vous.',
    chooseProvider: 'Où se trouve votre espace ?',
    thisCity: (city) => `Chez ${city}`,
    otherProvider: 'Chez un autre fournisseur',
    address: 'Adresse de votre fournisseur, ou de votre identité',
    addressHint: 'Par exemple : fournisseur.exemple',
    signIn: 'Continuer',
    signInHint: (partner) => `Ensuite, vous donnerez votre accord chez ${partner}.`,
  },
  agree: {
    there: {
      title: (partner) => `Il reste à donner votre accord à ${partner}`,
      lede: (partner) => `${partner} vous demande de confirmer. Vous revenez ici juste après.`,
      steps: (partner) => [
        `${partner} affiche sa page. Vous acceptez, ou vous refusez.`,
        'Nous préparons des dossiers dans votre espace. Nous ne pouvons écrire que dans ceux-là.',
        'Vos données arrivent, les plus récentes d’abord. Vous pouvez fermer la page.',
      ],
      button: (partner) => `Donner mon accord chez ${partner}`,
    },
    here: {
      title: (partner) => `Ce que ${partner} a besoin de savoir`,
      lede: (partner) =>
        `${partner} vous reconnaît à ces informations. Elles ne vont nulle part ailleurs.`,
      steps: (partner) => [
        `Vous remplissez ce formulaire. Nous le transmettons à ${partner}.`,
        'Nous préparons des dossiers dans votre espace. Nous ne pouvons écrire que dans ceux-là.',
        'Vos données arrivent, les plus récentes d’abord. Vous pouvez fermer la page.',
      ],
      button: (partner) => `Donner mon accord à ${partner}`,
    },
    identity: 'Votre identité',
    signOut: 'Quitter',
  },
  connection: {
    states: {
      connected: 'À jour',
      syncing: 'En cours',
      'waiting-for-partner': 'En attente',
      'needs-you': 'À vous',
      'partner-down': 'En panne',
      paused: 'En pause',
      revoked: 'Arrêtée',
    },
    sentences: {
      connected: () => 'Tout est à jour. Vos nouvelles données arrivent d’elles-mêmes.',
      syncing: ({ partner }) => `${partner} envoie vos données. Vous pouvez fermer la page.`,
      'waiting-for-partner': ({ partner }) =>
        `Nous attendons ${partner}. Vous n’avez rien à faire.`,
      'needs-you': () => 'Nous avons besoin de vous pour continuer.',
      'partner-down': ({ partner }) => `${partner} ne répond pas pour l’instant.`,
      paused: () => 'Vous avez mis cette source en pause. Rien ne se perd.',
      revoked: () => 'Cette source est arrêtée. Ce que vous avez reçu reste dans votre espace.',
    },
    progress: (done, total) => `${done} ${done > 1 ? 'jours' : 'jour'} sur ${total}`,
    preparing: 'Préparation',
    covered: (firstDay, lastDay) => `Reçu : du ${firstDay} au ${lastDay}.`,
    nothingYet: 'Rien n’est encore arrivé.',
    nextRun: (when) => `Prochaine visite : ${when}.`,
    lastCompleted: (when) => `Dernière visite complète : ${when}.`,
    since: (when) => `Depuis : ${when}.`,
    arrives: 'Ce qui arrive dans votre espace',
    look: (app) => `Voir dans ${app}`,
    stop: 'Mettre en pause',
    resume: 'Reprendre',
    run: 'Chercher maintenant',
    refresh: 'Actualiser',
    disconnect: {
      title: (partner) => `Arrêter ${partner}`,
      gone: (partner) =>
        `Nous oublions votre accord avec ${partner}. ${partner} ne nous envoie plus rien.`,
      stays: 'Tout ce que vous avez reçu reste dans votre espace.',
      button: (partner) => `Arrêter ${partner}`,
    },
    whereItLies: 'Détails : où cela se trouve',
  },
  remedies: {
    renew: (partner) => `Renouveler chez ${partner}`,
    retry: () => 'Réessayer',
    open: () => 'Rendre l’accès',
    'sign-in': () => 'Continuer',
    'start-over': () => 'Recommencer',
  },
  troubles: {
    CONSENT_MISSING: ({ partner }) => ({
      happened: `${partner} ne nous a pas transmis votre accord.`,
      means: 'Aucune donnée n’arrive.',
      toDo: `Retournez chez ${partner} et acceptez.`,
    }),
    CONSENT_REFUSED: ({ partner }) => ({
      happened: `Vous avez refusé l’accord chez ${partner}.`,
      means: 'Aucune donnée n’arrive. Rien d’autre ne change.',
      toDo: 'Si vous changez d’avis, recommencez quand vous voulez.',
    }),
    CONSENT_AMBIGUOUS: ({ partner }) => ({
      happened: `${partner} nous a transmis plusieurs compteurs.`,
      means: 'Nous ne savons pas lequel est le vôtre. Nous n’avons rien pris.',
      toDo: `Retournez chez ${partner} et choisissez un seul logement.`,
    }),
    CONSENT_REVOKED: ({ partner }) => ({
      happened: `Votre accord chez ${partner} a pris fin.`,
      means: 'Plus rien n’arrive. Vos données déjà reçues restent ici.',
      toDo: 'Pour continuer à recevoir vos données, renouvelez-le.',
    }),
    CONSENT_PENDING: ({ partner }) => ({
      happened: `${partner} attend que vous confirmiez votre accord.`,
      means: 'Vos données arrivent dès que c’est fait.',
      toDo: `Ouvrez l’e-mail de ${partner} et confirmez. Nous regardons de nous-mêmes toutes les deux heures.`,
    }),
    CONSENT_EXPIRED: ({ partner }) => ({
      happened: `Votre accord chez ${partner} est arrivé à son terme.`,
      means: 'Plus rien n’arrive. Vos données déjà reçues restent ici.',
      toDo: 'Renouvelez-le pour continuer à recevoir vos données.',
    }),
    LOGIN_REFUSED: ({ partner }) => ({
      happened: `${partner} n’a pas reconnu vos identifiants.`,
      means: 'Nous les avons effacés. Vos données déjà reçues restent ici.',
      toDo: `Vérifiez-les sur le site de ${partner}, puis donnez-les de nouveau.`,
    }),
    HOLDER_CHANGED: ({ partner }) => ({
      happened: `Pour ${partner}, ce compteur n’est plus à votre nom.`,
      means: 'Plus rien n’arrive. Vos données déjà reçues restent ici.',
      toDo: 'Si vous avez déménagé, donnez votre accord pour le nouveau logement.',
    }),
    CURVE_NOT_ACTIVATED: ({ partner }) => ({
      happened: `${partner} n’enregistre pas encore votre détail à la demi-heure.`,
      means: 'Nous ne recevons pas ce détail.',
      toDo: `Activez-le dans votre compte ${partner}, puis réessayez ici.`,
    }),
    NO_DATA: ({ partner }) => ({
      happened: `${partner} n’a encore aucune mesure pour vous.`,
      means: 'Votre espace reste tel qu’il est.',
      toDo: 'Nous regarderons de nouveau demain. Rien à faire.',
    }),
    PARTNER_DOWN: ({ partner }) => ({
      happened: `${partner} ne répond pas.`,
      means: 'Vos données déjà reçues restent ici.',
      toDo: 'Nous réessayons tout seuls. Rien à faire.',
    }),
    PARTNER_SLOW_DOWN: ({ partner }) => ({
      happened: `${partner} nous demande de patienter.`,
      means: 'Vos données arrivent un peu plus tard.',
      toDo: 'Nous reprenons tout seuls. Rien à faire.',
    }),
    PARTNER_ANSWER_INVALID: ({ partner }) => ({
      happened: `${partner} a envoyé des données que nous ne comprenons pas.`,
      means: 'Nous ne les avons pas gardées. Vos données déjà reçues sont intactes.',
      toDo: 'Nous réessayons demain. Rien à faire.',
    }),
    PARTNER_REFUSED: ({ partner }) => ({
      happened: `${partner} a refusé notre demande.`,
      means: 'L’erreur vient de nous. Vos données déjà reçues restent ici.',
      toDo: 'Nous sommes prévenus et réessayons demain. Rien à faire.',
    }),
    SUBSCRIPTION_MISSING: ({ partner, city }) => ({
      happened: `${city} n’a plus le droit d’interroger ${partner}.`,
      means: 'Plus rien n’arrive pour l’instant. Vos données déjà reçues restent ici.',
      toDo: 'Nous sommes prévenus. Rien à faire.',
    }),
    POD_ACCESS_REMOVED: () => ({
      happened: 'Votre espace ne nous laisse plus écrire.',
      means: 'Les nouvelles données n’arrivent plus. Vos données déjà reçues restent ici.',
      toDo: 'Si vous l’avez voulu, ne faites rien. Sinon, rendez-nous l’accès.',
    }),
    POD_DOWN: () => ({
      happened: 'Votre espace ne répond pas.',
      means: 'Rien n’est perdu : nous n’avançons que si votre espace a bien reçu.',
      toDo: 'Nous réessayons tout seuls. Rien à faire.',
    }),
    POD_FULL: () => ({
      happened: 'Votre espace est plein.',
      means: 'Les nouvelles données attendent.',
      toDo: 'Faites de la place dans votre espace, puis réessayez.',
    }),
    POD_REFUSED: () => ({
      happened: 'Votre espace a refusé ce que nous voulions y poser.',
      means: 'Les nouvelles données attendent. Le reste est intact.',
      toDo: 'Réessayez plus tard. Si cela dure, prévenez votre fournisseur.',
    }),
    STOPPED: () => ({
      happened: 'Vous avez mis cette source en pause.',
      means: 'Rien n’arrive pendant ce temps. Rien ne se perd.',
      toDo: 'Reprenez quand vous voulez.',
    }),
    BROKEN: () => ({
      happened: 'Quelque chose s’est mal passé chez nous.',
      means: 'Vos données déjà reçues sont intactes.',
      toDo: 'Nous sommes prévenus et réessayons. Rien à faire.',
    }),
    OWN_SIGN_IN_DOWN: () => ({
      happened: 'Notre service n’arrive pas à se présenter à votre espace.',
      means: 'Les nouvelles données attendent. Rien n’est perdu.',
      toDo: 'Nous réessayons tout seuls. Rien à faire.',
    }),
    PROVIDER_ADDRESS_WRONG: () => ({
      happened: 'Nous ne trouvons aucun fournisseur à cette adresse.',
      means: 'Nous ne pouvons pas encore reconnaître votre espace.',
      toDo: 'Vérifiez l’adresse, ou choisissez votre ville.',
    }),
    PROVIDER_DOWN: () => ({
      happened: 'Votre fournisseur ne répond pas.',
      means: 'Nous ne pouvons pas vous reconnaître pour l’instant.',
      toDo: 'Réessayez dans quelques minutes.',
    }),
    SIGN_IN_REFUSED: () => ({
      happened: 'Votre fournisseur n’a pas confirmé votre identité.',
      means: 'Rien n’a été fait.',
      toDo: 'Recommencez, et acceptez chez votre fournisseur.',
    }),
    SIGN_IN_EXPIRED: () => ({
      happened: 'Cette page a attendu trop longtemps.',
      means: 'Rien n’a été fait. C’est pour vous protéger.',
      toDo: 'Recommencez depuis le début.',
    }),
    IDENTITY_NOT_CONFIRMED: () => ({
      happened: 'Votre identité ne reconnaît pas ce fournisseur.',
      means: 'Quelqu’un d’autre pourrait se faire passer pour vous. Nous refusons.',
      toDo: 'Choisissez le fournisseur que votre identité indique.',
    }),
    SPACE_NOT_FOUND: () => ({
      happened: 'Votre identité n’indique aucun espace.',
      means: 'Nous ne savons pas où poser vos données.',
      toDo: 'Créez un espace chez votre fournisseur, puis recommencez.',
    }),
    PLACE_NOT_GIVEN: ({ partner }) => ({
      happened: 'Vos dossiers ne sont pas encore prêts dans votre espace.',
      means: `Votre accord chez ${partner} est gardé. Rien n’est encore arrivé.`,
      toDo: 'Reconnectez-vous : la suite se fait toute seule.',
    }),
    FORM_INCOMPLETE: ({ partner }) => ({
      happened: 'Il manque quelque chose, ou une réponse n’a pas la bonne forme.',
      means: `Rien n’a été envoyé à ${partner}.`,
      toDo: 'Revenez à la page et vérifiez chaque champ.',
    }),
    FORM_NOT_OURS: () => ({
      happened: 'Nous n’avons pas reconnu cette demande.',
      means: 'Rien n’a été fait. C’est pour vous protéger.',
      toDo: 'Revenez à la première page et recommencez.',
    }),
    TOO_BUSY: () => ({
      happened: 'Trop de personnes arrivent en même temps.',
      means: 'Rien n’a été fait.',
      toDo: 'Réessayez dans quelques minutes.',
    }),
  },
  refusal: {
    title: 'Cela n’a pas marché',
    back: 'Revenir au début',
    reference: 'Référence à donner si vous nous écrivez',
  },
  notFound: {
    happened: 'Cette page n’existe pas.',
    means: 'L’adresse a peut-être changé.',
    toDo: 'Revenez au début.',
  },
};
