/// Ends an alert with what came of it, and a word for the aide who noticed.
import { type AlertDetail, OUTCOMES, type Outcome } from '../../../api/types';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { resolve } from './actions';
import { keptText, useKept } from './drafts';
import { FormFrame } from './FormFrame';
import { TextBox } from './TextBox';

/// The server's own limit.
const MAX = 300;

export function CloseForm({ alert }: { alert: AlertDetail }) {
  const [outcome, setOutcome] = useKept<Outcome>(alert.id, 'close', 'outcome', 'acted');
  const send = () => resolve(alert, outcome, keptText(alert.id, 'close').trim());
  const promised = alert.follow_ups.some((one) => one.state === 'open');
  return (
    <FormFrame place={alert.id} form="close" submit={t('work.close')} onSubmit={send}>
      <Choice
        legend={t('work.outcomeLabel')}
        name="outcome"
        value={outcome}
        onChange={setOutcome}
        options={OUTCOMES.map((value) => ({ value, label: t(`work.outcome.${value}`) }))}
      />
      {promised ? <p class="muted small">{t('case.closeKeeps')}</p> : null}
      <TextBox
        place={alert.id}
        form="close"
        label={t('work.forAide')}
        hint={t('work.forAideHint')}
        max={MAX}
      />
    </FormFrame>
  );
}
