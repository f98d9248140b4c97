/// Whether the person is in somebody's reinforced follow-up, or the way in.
import { t } from '../../i18n';
import { user } from '../../session/session';
import { CaseFacts } from '../plan/Caseload/CaseFacts';
import { DecideForm, EnterForm, LeaveForm } from '../plan/Caseload/CaseForms';
import { Opening } from '../plan/Opening';
import type { Part } from './File';

export function Caseload({ file, reload }: Part) {
  const entry = file.caseload;
  const changed = () => void reload();
  const decides = user.value?.role === 'sector_referent';
  return (
    <section id="renforce" class="card stack-s">
      <h2>{t('plan.caseload')}</h2>
      {entry ? <CaseFacts entry={entry} /> : <p class="muted small">{t('person.noCase')}</p>}
      <div class="row">
        {entry?.state === 'requested' && decides ? (
          <Opening label={t('plan.decide')} look="main">
            {(close) => <DecideForm entry={entry} onChange={changed} onClose={close} />}
          </Opening>
        ) : null}
        {entry ? (
          <Opening label={t('plan.caseLeave')} icon="close" look="plain">
            {(close) => <LeaveForm entry={entry} onChange={changed} onClose={close} />}
          </Opening>
        ) : (
          <Opening label={t('plan.caseEnter')} icon="heart">
            {(close) => (
              <EnterForm person={file.id} sector={file.sector_id} onChange={changed} onClose={close} />
            )}
          </Opening>
        )}
      </div>
    </section>
  );
}
