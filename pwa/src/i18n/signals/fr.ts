/// Words of the referent's list of signals, loaded with it.
export const signals = {
  'signals.title': 'Signalements du secteur',
  'signals.lead':
    'Ce que chaque auxiliaire voit de ce qu’elle a signalé. Cette page ne compte et ne compare personne.',
  'signals.show': 'Afficher',
  'signals.all': 'Tous',
  'signals.received': 'Reçus',
  'signals.taken': 'Pris en charge',
  'signals.closed': 'Terminés',
  'signals.count_one': '{n} signalement',
  'signals.count_other': '{n} signalements',
  'signals.empty': 'Aucun signalement pour le moment.',
  'signals.emptyMore': 'Il apparaîtra ici dès qu’une visite notée ouvrira une alerte.',
  'signals.emptyFiltered': 'Aucun signalement dans cet état.',
  'signals.by': 'Signalé par {name}, visite du {date}',
  'signals.told': 'Le mot pour l’auxiliaire',
  'signals.notTold': 'Aucun mot n’a été écrit pour l’auxiliaire.',
  'signals.reply': 'Sa réponse',
  'signals.open': 'Voir l’alerte',
  'signals.openThis': 'Voir l’alerte de {name}',
} as const;
