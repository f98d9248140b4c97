/// Fills in what an older server does not say yet, so that a page newer than its server still works.
import type { AlertDetail, AlertItem } from './types';

const ITEM = { axes: [], overdue: false, act_due_at: null, escalation_step: 0, next_step: null };
const DETAIL = {
  handover: null,
  actions: [],
  dac: null,
  contacts: [],
  coordinators: [],
  consent: { coordination: 'accepted' },
  earlier: [],
  follow_ups: [],
};

export const wholeItem = <T extends AlertItem>(item: T): T => ({ ...ITEM, ...item });
export const wholeDetail = (detail: AlertDetail): AlertDetail => ({ ...ITEM, ...DETAIL, ...detail });
