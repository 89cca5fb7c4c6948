/** What accounts and sign-in say. */
export const identityWords = {
  fr: {
    'form-too-large': 'Ce formulaire contient plus de {bytesMax} octets. Envoyez-en moins.',
    'foreign-site': 'Cette demande vient d’un autre site. Refaites-la depuis les pages du serveur.',
    'body-not-json': 'Le corps doit être un objet JSON ou un formulaire. Vérifiez son type.',
  },
  en: {
    'form-too-large': 'This form holds more than {bytesMax} bytes. Send less.',
    'foreign-site': 'This request comes from another site. Send it from the pages of the server.',
    'body-not-json': 'The body must be a JSON object or a form. Check its type.',
  },
} as const;
