/// A promise put off: to when, and why if one likes.
import { useState } from 'preact/hooks';
import type { Due, FollowUp } from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { DuePicker, isDue } from './DuePicker';
import { keptText } from './drafts';
import { FormFrame } from './FormFrame';
import { postpone } from './followUps';
import { LineBox } from './LineBox';
import { FOLLOW_UP_MAX } from './limits';

const FORM = 'postpone';

type Props = { alert: AlertDetail; one: FollowUp; onClose: () => void };

export function PostponeForm({ alert, one, onClose }: Props) {
  const [due, setDue] = useState<Due | null>({ preset: 'tomorrow' });
  const [missing, setMissing] = useState(false);
  const send = async () => {
    setMissing(!isDue(due));
    return isDue(due) && postpone(alert, one, due, keptText(one.id, FORM, 'reason').trim());
  };
  return (
    <FormFrame place={one.id} form={FORM} submit={t('case.postpone')} onSubmit={send} onClose={onClose}>
      <DuePicker
        legend={t('case.dueLabel')}
        name={`postpone-${one.id}`}
        due={due}
        error={missing ? t('case.dueEmpty') : undefined}
        onChange={setDue}
      />
      <LineBox place={one.id} form={FORM} field="reason" label={t('case.reason')} max={FOLLOW_UP_MAX} />
    </FormFrame>
  );
}
