/// The mark and the word of a rule. A federation names its rules: an id that begins with one of ours, or the family,
/// gives the picture; the sentence itself comes from the server. To add one: a line here, a word `finding.…`.
import type { Finding } from '../../../api/types';
import { t, wordOr } from '../../../i18n';
import type { IconName } from '../../../ui/Icon/Icon';

const RULES: Record<string, IconName> = {
  threshold: 'stop',
  drop: 'fall',
  ewma: 'pulse',
  cusum: 'pulse',
  drift: 'slide',
  lukewarm: 'level',
  visit_quality: 'home',
  silence: 'silent',
  sign: 'eye',
};
const FAMILIES: Record<Finding['family'], IconName> = {
  scores: 'pulse',
  signs: 'eye',
  silence: 'silent',
  need: 'flag',
};

/// `drift_weekend` is a `drift`.
function known(rule: string): string | undefined {
  return Object.keys(RULES).find((name) => rule === name || rule.startsWith(`${name}_`));
}

export function findingIcon({ rule, family }: Pick<Finding, 'rule' | 'family'>): IconName {
  return RULES[known(rule) ?? ''] ?? FAMILIES[family];
}

export function findingWord({ rule, family }: Pick<Finding, 'rule' | 'family'>): string {
  const name = known(rule);
  return name ? wordOr('finding', name) : t(`family.${family}`);
}
