/// Words of the administrator's area, loaded with it.
export const admin = {
  'admin.navRules': 'Règles',
  'admin.person': 'Dossier',
  'admin.personClosed': 'Les dossiers s’ouvrent depuis un compte de coordinateur ou de référent du secteur.',
  'admin.personMore': 'Envoyez ce lien à la personne qui suit ce secteur.',
} as const;
