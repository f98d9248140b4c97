/// Words of the card at a home, loaded with it.
export const place = {
  'place.title': 'Carte au domicile',
  'place.nowhere': 'Cette carte n’ouvre rien pour vous.',
  'place.why': 'Elle a été remplacée, ou le domicile n’est pas dans vos secteurs.',
  'place.cardOf': 'Carte du domicile de {name}',
  'place.lead':
    'Une carte à poser chez la personne. L’auxiliaire la lit avec son téléphone et arrive à la bonne visite.',
  'place.discreet':
    'Elle ne porte ni nom ni adresse, et n’ouvre rien à qui n’est pas connecté. Chaque lecture est notée au journal des accès.',
  'place.madeOn': 'Une carte a été faite le {date}.',
  'place.replaces': 'Une nouvelle carte la remplace : l’ancienne n’ouvrira plus rien.',
  'place.make': 'Faire la carte',
  'place.renew': 'Faire une nouvelle carte',
  'place.end': 'Arrêter la carte',
  'place.ended': 'La carte n’ouvre plus rien.',
  'place.made': 'La carte est faite.',
  'place.once': 'Imprimez-la maintenant : elle ne sera plus montrée.',
  'place.qr': 'Code QR de la carte',
  'place.print': 'Imprimer la carte',
  'place.copy': 'Copier l’adresse pour une puce NFC',
  'place.copied': 'Adresse copiée.',
  'place.notCopied': 'L’adresse n’a pas pu être copiée.',
  'place.paperTitle': 'Vigie : carte pour l’auxiliaire de vie',
  'place.paper1': 'Après la visite, lisez ce code avec l’appareil photo du téléphone.',
  'place.paper2': 'Vigie s’ouvre à la bonne visite.',
  'place.paper3': 'Touchez quatre visages, puis « Enregistrer ».',
  'place.paperMade': 'Carte faite le {date}',
} as const;
