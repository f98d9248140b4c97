/// The forms of a watch: begin, another rhythm, end. Each asks why: the next one to read the file will want to know.
import { useState } from 'preact/hooks';
import { CADENCES, type Cadence, type Day, type Watch } from '../../../api/follow';
import { t } from '../../../i18n';
import { dayKey } from '../../../i18n/dates';
import { uuid7 } from '../../../outbox/uuid7';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';
import { isDay } from '../days';
import { FormShell } from '../FollowUp/FormShell';
import { Words } from '../FollowUp/Words';
import { begin, changeCadence, end, type OnWatch } from './actions';

const MAX = 500;

const cadences = (except?: Cadence) =>
  CADENCES.filter((value) => value !== except).map((value) => ({
    value,
    label: t(`plan.cadence.${value}`),
  }));

type NewProps = { person: string; onChange: OnWatch; onClose: () => void };

export function NewWatchForm({ person, onChange, onClose }: NewProps) {
  // Made once: sending the same form twice begins one watch.
  const [id] = useState(() => uuid7());
  const [cadence, setCadence] = useState<Cadence>('weekly');
  const [why, setWhy] = useState('');
  const [first, setFirst] = useState<Day>('');
  const [tried, setTried] = useState(false);
  const today = dayKey(new Date());
  const past = first !== '' && (!isDay(first) || first < today);
  const send = async () => {
    setTried(true);
    if (!why.trim() || past) return false;
    return begin(person, { id, cadence, why: why.trim(), ...(first ? { first_on: first } : {}) }, onChange);
  };
  return (
    <FormShell submit={t('plan.watchBegin')} onSubmit={send} onClose={onClose}>
      <Choice
        legend={t('plan.cadenceLabel')}
        name="cadence"
        value={cadence}
        onChange={setCadence}
        options={cadences()}
      />
      <Words
        label={t('plan.whyLabel')}
        value={why}
        max={MAX}
        onChange={setWhy}
        error={tried && !why.trim() ? t('plan.whyMissing') : undefined}
      />
      <Field label={t('plan.firstOn')} {...(tried && past ? { error: t('plan.dayPast') } : {})}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="date"
            min={today}
            value={first}
            onInput={(event) => setFirst(event.currentTarget.value)}
          />
        )}
      </Field>
    </FormShell>
  );
}

type Props = { watch: Watch; onChange: OnWatch; onClose: () => void };

export function CadenceForm({ watch, onChange, onClose }: Props) {
  const [cadence, setCadence] = useState<Cadence | null>(null);
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (!cadence || !why.trim()) return false;
    return changeCadence(watch, cadence, why.trim(), onChange);
  };
  return (
    <FormShell submit={t('plan.cadenceChange')} onSubmit={send} onClose={onClose}>
      <Choice
        legend={t('plan.cadenceLabel')}
        name={`cadence-${watch.id}`}
        value={cadence}
        onChange={setCadence}
        error={tried && !cadence ? t('plan.cadenceMissing') : undefined}
        options={cadences(watch.cadence)}
      />
      <Words
        label={t('plan.whyLabel')}
        value={why}
        max={MAX}
        onChange={setWhy}
        error={tried && !why.trim() ? t('plan.whyMissing') : undefined}
      />
    </FormShell>
  );
}

export function EndForm({ watch, onChange, onClose }: Props) {
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    return why.trim() ? end(watch, why.trim(), onChange) : false;
  };
  return (
    <FormShell submit={t('plan.watchEnd')} onSubmit={send} onClose={onClose}>
      <Words
        label={t('plan.whyLabel')}
        hint={t('plan.watchEndHint')}
        value={why}
        max={MAX}
        onChange={setWhy}
        error={tried && !why.trim() ? t('plan.whyMissing') : undefined}
      />
    </FormShell>
  );
}
