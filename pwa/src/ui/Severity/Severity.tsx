/// Severity as icon, word and colour: never colour alone.
import type { Severity } from '../../api/types';
import { t } from '../../i18n';
import { Icon, type IconName } from '../Icon/Icon';
import './severity.css';

const ICONS: Record<Severity, IconName> = { critical: 'stop', high: 'alert', moderate: 'diamond' };

export function SeverityTag({ severity }: { severity: Severity }) {
  return (
    <span class={`severity ${severity}`}>
      <Icon name={ICONS[severity]} size={16} />
      {t(`severity.${severity}`)}
    </span>
  );
}
