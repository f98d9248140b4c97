/// Words of follow-ups, watch and reinforced follow-up, loaded with the planner, the caseload and a person's file.
export const plan = {
  'plan.title': 'Suivis',
} as const;
