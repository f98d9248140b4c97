/// Words of the referent's view of the sector, loaded with it. Read on a phone, between two calls.
export const sector = {
  'sector.title': 'Mon secteur',
  'sector.at': 'À jour à {time}',
  'sector.offline': 'Sans réseau : liste de {time}. Prendre une alerte demande le réseau.',
  'sector.refresh': 'Actualiser',
  'sector.summary': 'En bref',
  'sector.allClear': 'Rien à prendre, rien en retard.',

  'sector.toTake': 'À prendre',
  'sector.toTakeNone': 'Aucune alerte à prendre.',
  'sector.take': 'Je prends',
  'sector.takeThis': 'Je prends l’alerte de {name}',
  'sector.open': 'Voir l’alerte',
  'sector.overdue': 'Délai dépassé',
  'sector.allAlerts': 'Toutes les alertes',

  'sector.late': 'Suivis en retard',
  'sector.lateNone': 'Aucun suivi en retard.',
  'sector.lateKind.call': 'Appel',
  'sector.lateKind.visit': 'Visite',
  'sector.lateKind.check': 'Vérification',
  'sector.lateKind.other': 'Suivi',
  'sector.lateDue': 'Promis pour le {date}',
  'sector.noOwner': 'sans responsable',
  'sector.planner': 'Ouvrir les suivis',

  'sector.silent': 'Sans nouvelles',
  'sector.silentNone': 'Des nouvelles de tout le monde.',
  'sector.silentMore': 'Aucune appréciation depuis deux semaines, sans absence déclarée.',
  'sector.lastRated_one': 'Dernière appréciation il y a {n} jour',
  'sector.lastRated_other': 'Dernière appréciation il y a {n} jours',
  'sector.neverRated': 'Jamais d’appréciation',
  'sector.call': 'Appeler',
  'sector.callThis': 'Appeler {name}, {phone}',
  'sector.noPhone': 'Pas de numéro dans le dossier',
  'sector.file': 'Dossier',
  'sector.fileOf': 'Dossier de {name}',

  'sector.phones': 'Téléphones muets',
  'sector.phonesNone': 'Tous les téléphones ont donné signe de vie.',
  'sector.phonesMore':
    'Ces auxiliaires ont des passages, mais leur téléphone n’a rien envoyé depuis 48 heures. Des visites notées attendent peut-être dessus.',
  'sector.lastSeen': 'Vu le {date}',
  'sector.neverSeen': 'Jamais vu',

  'sector.unreachable': 'Sans notifications',
  'sector.unreachableMore': 'Ces collègues ne reçoivent pas les alertes sur leur appareil.',
} as const;
