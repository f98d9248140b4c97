/// Fills in what an older server does not say yet, so that a page newer than its server still works.
import type { AlertItem } from './types';

const ITEM = { overdue: false, act_due_at: null, escalation_step: 0 };

export const wholeItem = <T extends AlertItem>(item: T): T => ({ ...ITEM, ...item });
