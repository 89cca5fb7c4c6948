/** What is said about notifications. */
export const feedWords = {
  fr: {
    'channels-too-many': 'Vous avez déjà {max} abonnements. Mettez fin à l’un d’eux.',
    'channel-unknown': 'Cet abonnement n’existe pas ou a pris fin. Abonnez-vous de nouveau.',
    'channel-method': 'Un abonnement se lit ou se termine, rien d’autre.',
    'subscription-method': 'On s’abonne par POST. « Allow » dit ce qui sert ici.',
    'subscription-media-type': 'Un abonnement s’écrit en JSON-LD. Envoyez « application/ld+json ».',
    'subscription-profile': 'Ce profil de JSON-LD n’est pas connu ici. Retirez « profile ».',
    'subscription-json': 'Le contenu n’est pas du JSON. Corrigez-le.',
    'subscription-form': 'Un abonnement est un seul objet JSON. Envoyez-en un.',
    'subscription-context':
      'Le contexte « https://www.w3.org/ns/solid/notification/v1 » manque, ou un autre est en trop.',
    'subscription-type': 'Ce service fait des {expected}. Corrigez « type ».',
    'subscription-topic': 'Ce que vous voulez suivre ne se trouve pas sur ce serveur.',
    'subscription-property': 'La valeur de « {property} » manque ou ne convient pas. Corrigez-la.',
  },
  en: {
    'channels-too-many': 'You have {max} channels already. End one of them.',
    'channel-unknown': 'There is no such channel, or it has ended. Subscribe again.',
    'channel-method': 'A channel can be read or ended, nothing else.',
    'subscription-method': 'One subscribes by POST. "Allow" tells what works here.',
    'subscription-media-type': 'A subscription is written in JSON-LD. Send application/ld+json.',
    'subscription-profile': 'This profile of JSON-LD is not known here. Remove "profile".',
    'subscription-json': 'The content is no JSON. Correct it.',
    'subscription-form': 'A subscription is one JSON object. Send one.',
    'subscription-context':
      'The context "https://www.w3.org/ns/solid/notification/v1" is missing, or another one is too many.',
    'subscription-type': 'This service makes {expected}. Correct "type".',
    'subscription-topic': 'What you want to watch does not lie on this server.',
    'subscription-property': 'The value of "{property}" is missing or does not fit. Correct it.',
  },
} as const;
