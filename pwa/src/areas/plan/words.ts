/// The words of follow-ups, watch and caseload, in both languages: every area that shows one of them brings these.
import { plan } from '../../i18n/plan/fr';

export const words = { fr: plan, en: () => import('../../i18n/plan/en').then((chunk) => chunk.plan) };
