/// Words of the rule lab, loaded with it.
export const lab = {
  'lab.title': 'Atelier des règles',
} as const;
