/// Reinforced follow-up and watch: who is in it, how many each coordinator bears, whose contact of the month is due.
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { user } from '../../session/session';
import { Heading } from '../../ui/Page/Page';
import '../plan/modes.css';
import { useUndoKey } from '../plan/usePlanKeys';
import { words as planWords } from '../plan/words';
import { Caseload } from './Caseload';
import './caseload.css';
import { readView, type View, writeView } from './view';
import { Watches } from './Watches';

/// What this area says, in both languages.
export const words = [planWords];

export function CaseloadArea() {
  const { query, route } = useLocation();
  useUndoKey();
  const role = user.value?.role;
  const view = readView(query, role);
  const show = (wanted: View) => route(`/suivi-renforce${writeView(wanted, role)}`);
  return (
    <main id="main" class="caseload">
      <Heading title={t('plan.caseload')} />
      {role === 'administrator' ? null : <Modes view={view} onView={show} />}
      {view.part === 'caseload' || role === 'administrator' ? (
        <Caseload view={view} onView={show} />
      ) : (
        <Watches view={view} onView={show} />
      )}
    </main>
  );
}

function Modes({ view, onView }: { view: View; onView: (view: View) => void }) {
  return (
    <fieldset class="modes">
      <legend class="hidden">{t('plan.modes')}</legend>
      {(['caseload', 'watch'] as const).map((part) => (
        <button
          key={part}
          type="button"
          class="button"
          aria-pressed={view.part === part}
          onClick={() => onView({ ...view, part })}
        >
          {t(`plan.${part}`)}
        </button>
      ))}
    </fieldset>
  );
}
