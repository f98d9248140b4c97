/// A promise kept: what came of it. Nobody reached: another try can be promised in the same breath.
import { useState } from 'preact/hooks';
import {
  DUE_PRESETS,
  type DuePreset,
  type FollowUp,
  type FollowUpResult,
  RESULTS,
} from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { keptText, useKept } from './drafts';
import { FormFrame } from './FormFrame';
import { keepPromise } from './followUps';
import { FOLLOW_UP_MAX } from './limits';
import { TextBox } from './TextBox';

const FORM = 'done';
const NONE = '';

type Props = { alert: AlertDetail; one: FollowUp; onClose: () => void };

export function DoneForm({ alert, one, onClose }: Props) {
  const [result, setResult] = useKept<FollowUpResult | null>(one.id, FORM, 'result', null);
  const [again, setAgain] = useKept<DuePreset | typeof NONE>(one.id, FORM, 'again', 'tomorrow');
  const [missing, setMissing] = useState(false);
  const send = async () => {
    setMissing(result === null);
    if (result === null) return false;
    const text = keptText(one.id, FORM).trim();
    return keepPromise(alert, one, {
      result,
      ...(text ? { text } : {}),
      ...(result === 'not_reached' && again ? { again } : {}),
    });
  };
  return (
    <FormFrame place={one.id} form={FORM} submit={t('case.markDone')} onSubmit={send} onClose={onClose}>
      <Choice
        legend={t('case.resultLabel')}
        name={`result-${one.id}`}
        value={result}
        error={missing && result === null ? t('case.resultEmpty') : undefined}
        onChange={setResult}
        options={RESULTS.map((value) => ({ value, label: t(`case.result.${value}`) }))}
      />
      {result === 'not_reached' ? (
        <Choice
          legend={t('case.again')}
          name={`again-${one.id}`}
          value={again}
          onChange={setAgain}
          options={[
            ...DUE_PRESETS.map((value) => ({ value, label: t(`case.due.${value}`) })),
            { value: NONE, label: t('case.againNot') },
          ]}
        />
      ) : null}
      <TextBox place={one.id} form={FORM} label={t('work.textLabel')} max={FOLLOW_UP_MAX} rows={2} />
    </FormFrame>
  );
}
