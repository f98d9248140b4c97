/// Ends an alert with what came of it, and a word for the aide who noticed.
import { useState } from 'preact/hooks';
import { type AlertDetail, OUTCOMES, type Outcome } from '../../../api/types';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { resolve, typedText } from './actions';
import { FormFrame } from './FormFrame';
import { TextBox } from './TextBox';

/// The server's own limit.
const MAX = 300;

export function CloseForm({ alert }: { alert: AlertDetail }) {
  const [outcome, setOutcome] = useState<Outcome>('acted');
  const send = () => resolve(alert, outcome, typedText(alert.id, 'close').trim());
  return (
    <FormFrame alertId={alert.id} form="close" submit={t('work.close')} onSubmit={send}>
      <Choice
        legend={t('work.outcomeLabel')}
        name="outcome"
        value={outcome}
        onChange={setOutcome}
        options={OUTCOMES.map((value) => ({ value, label: t(`work.outcome.${value}`) }))}
      />
      <TextBox
        alertId={alert.id}
        form="close"
        label={t('work.forAide')}
        hint={t('work.forAideHint')}
        max={MAX}
      />
    </FormFrame>
  );
}
