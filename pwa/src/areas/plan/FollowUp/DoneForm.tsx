/// Done needs a result: nothing is chosen beforehand. Whom one did not reach can be tried again.
import { useState } from 'preact/hooks';
import { type FollowUp, type FollowUpResult, PRESETS, type Preset, RESULTS } from '../../../api/follow';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { finish, type OnChange } from './actions';
import { FormShell } from './FormShell';
import { Words } from './Words';

/// As long as what the server takes.
const MAX = 500;

type Props = { item: FollowUp; onChange: OnChange; onClose: () => void };

export function DoneForm({ item, onChange, onClose }: Props) {
  const [result, setResult] = useState<FollowUpResult | null>(null);
  const [again, setAgain] = useState<Preset | 'no'>('tomorrow');
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const send = async () => {
    if (!result) {
      setMissing(true);
      return false;
    }
    const next = result === 'not_reached' && again !== 'no' && !item.watch_id ? { again } : {};
    return finish(item, { result, ...(text.trim() ? { text: text.trim() } : {}), ...next }, onChange);
  };
  return (
    <FormShell submit={t('plan.saveDone')} onSubmit={send} onClose={onClose}>
      <Choice
        legend={t('plan.resultLabel')}
        name={`result-${item.id}`}
        value={result}
        error={missing && !result ? t('plan.resultMissing') : undefined}
        onChange={setResult}
        options={RESULTS.map((value) => ({ value, label: t(`plan.result.${value}`) }))}
      />
      {result === 'not_reached' && !item.watch_id ? (
        <Choice
          legend={t('plan.againLabel')}
          name={`again-${item.id}`}
          value={again}
          onChange={setAgain}
          options={[
            ...PRESETS.map((value) => ({ value, label: t(`plan.preset.${value}`) })),
            { value: 'no' as const, label: t('plan.againNo') },
          ]}
        />
      ) : null}
      <Words label={t('plan.resultText')} value={text} max={MAX} onChange={setText} />
    </FormShell>
  );
}
