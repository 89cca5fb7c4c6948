/** What the door itself says. */
export const doorWords = {
  fr: {
    'request-target': 'L’adresse demandée doit commencer par une barre oblique.',
    'wrong-host': 'Ce serveur ne répond pas à ce nom. Vérifiez l’adresse.',
    'two-hosts': 'La requête nomme deux hôtes. N’en gardez qu’un.',
    'two-tokens': 'La requête porte deux « Authorization ». N’en gardez qu’un.',
    'path-character':
      'Le chemin contient un caractère interdit : contrôle, barre ou barre inversée codée. Retirez-le.',
    'path-encoding': 'Le chemin n’est pas de l’UTF-8 codé en pourcents. Corrigez le codage.',
    'path-empty-segment': 'Le chemin contient deux barres de suite. Retirez-en une.',
    'path-dots': 'Le chemin contient « . » ou « .. ». Écrivez-le en entier.',
    'path-too-long': 'Un chemin tient en {bytesMax} octets au plus. Raccourcissez-le.',
    'segment-too-long': 'Un nom tient en {bytesMax} octets au plus. Raccourcissez-le.',
    'no-such-place': 'Il n’y a rien à cette adresse. Vérifiez-la.',
    'read-only-place': 'Cette adresse se lit seulement.',
    'disk-full': 'Le serveur n’a plus de place. Rien n’a été changé. Réessayez plus tard.',
    'body-too-large': 'Ce document est trop grand pour ce serveur. Découpez-le.',
    'try-again': 'Le serveur est débordé. Rien n’a été changé. Réessayez dans {seconds} secondes.',
    'stored-copy-damaged':
      'La copie gardée de ce document est abîmée et n’est pas servie. Donnez la référence {reference} à votre ville.',
    'our-fault':
      'Une erreur est survenue de notre côté. Donnez la référence {reference} à votre ville.',
  },
  en: {
    'request-target': 'The address asked for must start with a slash.',
    'wrong-host': 'This server does not answer to that name. Check the address.',
    'two-hosts': 'The request names two hosts. Keep one.',
    'two-tokens': 'The request has two Authorization headers. Keep one.',
    'path-character':
      'The path holds a forbidden character: a control, an encoded slash or backslash. Remove it.',
    'path-encoding': 'The path is not percent-encoded UTF-8. Correct the encoding.',
    'path-empty-segment': 'The path has two slashes in a row. Remove one.',
    'path-dots': 'The path contains "." or "..". Write it in full.',
    'path-too-long': 'A path holds at most {bytesMax} bytes. Shorten it.',
    'segment-too-long': 'A name holds at most {bytesMax} bytes. Shorten it.',
    'no-such-place': 'There is nothing at this address. Check it.',
    'read-only-place': 'This address can only be read.',
    'disk-full': 'The server has no room left. Nothing was changed. Try again later.',
    'body-too-large': 'This document is too large for this server. Split it.',
    'try-again': 'The server is too busy. Nothing was changed. Try again in {seconds} seconds.',
    'stored-copy-damaged':
      'The stored copy of this document is damaged and is not served. Give your city the reference {reference}.',
    'our-fault': 'Something broke on our side. Give your city the reference {reference}.',
  },
} as const;
