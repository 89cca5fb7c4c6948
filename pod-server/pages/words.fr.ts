export const french = {
  skip: 'Aller au contenu',
  otherLanguage: 'English',
  city: 'Traboule',
  footer: 'Vos données restent dans votre espace. Vous seul·e choisissez qui y entre.',
  details: 'Détails',

  homeTitle: 'Votre espace de données',
  homeLede: 'Un espace à vous, où arrivent vos données du quotidien.',
  homeWhat:
    'Vous choisissez ce qui y entre, et qui peut le lire. Vous changez d’avis quand vous voulez.',
  homeSignUp: 'Créer mon espace',
  homeSignIn: 'J’ai déjà un espace',

  signInTitle: 'Se connecter',
  signInLede: 'Entrez dans votre espace.',
  signInForApp: 'Une application vous attend. Connectez-vous pour continuer.',
  signInSubmit: 'Me connecter',
  signInRemember: 'Rester connecté·e sur cet appareil',
  signInWrong:
    'Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez-les, puis réessayez.',
  signInNoAccount: 'Pas encore d’espace ?',
  signInForgot: 'Mot de passe oublié',

  signUpTitle: 'Créer votre espace',
  signUpLede: 'Trois informations suffisent. Votre espace est prêt tout de suite.',
  signUpForApp: 'Ensuite, nous vous ramenons à l’application.',
  signUpSubmit: 'Créer mon espace',
  signUpHaveOne: 'J’ai déjà un espace',

  email: 'Adresse e-mail',
  emailHint: 'Elle sert à vous connecter. Personne d’autre ne la voit.',
  emailWrong: 'Cette adresse e-mail n’est pas complète. Exemple : prenom@exemple.invalid.',
  emailTaken: 'Cette adresse a déjà un espace. Connectez-vous, ou choisissez une autre adresse.',
  password: 'Mot de passe',
  passwordHint: 'Au moins 12 caractères. Une phrase que vous retenez convient très bien.',
  passwordShort: 'Ce mot de passe est trop court. Il faut au moins 12 caractères.',
  space: 'Nom de votre espace',
  spaceHint: 'Lettres sans accent, chiffres et tirets. Il figure dans l’adresse de votre espace.',
  spaceWrong: 'Ce nom ne convient pas. Utilisez 2 à 40 lettres sans accent, chiffres ou tirets.',
  spaceTaken: 'Ce nom est déjà pris. Choisissez-en un autre.',

  forgotTitle: 'Mot de passe oublié',
  forgotLede: 'Indiquez votre adresse. Si elle a un espace ici, vous recevrez un lien.',
  forgotSubmit: 'Recevoir le lien',
  forgotSent: 'C’est noté. Si cette adresse a un espace ici, un message y arrive bientôt.',
  forgotNoMail:
    'Rien n’arrive ? Il se peut que ce serveur n’envoie pas de messages. Adressez-vous à l’accueil de votre ville.',
  resetTitle: 'Nouveau mot de passe',
  resetLede: 'Choisissez votre nouveau mot de passe.',
  resetSubmit: 'Enregistrer',
  resetDone: 'Votre nouveau mot de passe est enregistré. Connectez-vous.',
  resetStale: 'Ce lien ne fonctionne plus. Demandez-en un nouveau.',

  consentTitle: 'Une application demande l’accès',
  consentLede: 'souhaite entrer dans votre espace.',
  consentRead: 'Elle pourra lire ce que votre espace contient.',
  consentWrite: 'Elle pourra y ajouter, modifier et supprimer des données en votre nom.',
  consentUndo:
    'Vous pouvez refuser sans rien perdre. Pour arrêter plus tard, déconnectez-vous de l’application.',
  consentRemember: 'Rester connecté·e à cette application (facultatif)',
  consentAccept: 'Autoriser',
  consentRefuse: 'Refuser',
  consentAddress: 'Adresse de l’application',
  consentIdentity: 'Votre identité',
  consentOther: 'Ce n’est pas vous ? Changer de compte',
  consentUnnamed: 'Une application',
  consentNone:
    'Aucune application n’attend votre accord. Retournez dans l’application et reconnectez-vous.',

  identityTitle: 'Choisir une identité',
  identityLede: 'Vous avez plusieurs espaces. Avec lequel voulez-vous continuer ?',
  identitySubmit: 'Continuer',

  accountTitle: 'Mon espace',
  accountLede: 'Voici ce qui est à vous ici.',
  accountSpaces: 'Mes espaces',
  accountNoSpace: 'Vous n’avez pas encore d’espace. Donnez-lui un nom, et il est prêt.',
  accountIdentity: 'Mon identité',
  accountIdentityWhat: 'Une application vous reconnaît à cette adresse.',
  accountKeys: 'Clés données à des programmes',
  accountNoKeys: 'Aucun programme n’a de clé.',
  accountKeyRemove: 'Retirer cette clé',
  accountSignOut: 'Me déconnecter',

  error401: 'Il faut se connecter',
  error401What:
    'Cette page n’est pas publique. Ouvrez-la depuis une application où vous êtes connecté·e.',
  error403: 'Accès refusé',
  error403What:
    'Cette donnée appartient à quelqu’un qui ne vous l’a pas ouverte. Demandez-lui l’accès.',
  error404: 'Rien à cette adresse',
  error404What: 'La page a pu être déplacée ou supprimée. Vérifiez l’adresse.',
  error4xx: 'Cette demande n’a pas abouti',
  error4xxWhat: 'Le serveur ne l’a pas comprise. Revenez en arrière, puis réessayez.',
  error5xx: 'Une panne de notre côté',
  error5xxWhat: 'Vos données ne sont pas touchées. Réessayez dans quelques minutes.',
  errorHome: 'Aller à mon espace',
} as const;

/** Every sentence of the pages; French is the measure of what there must be. */
export type Words = Readonly<Record<keyof typeof french, string>>;
