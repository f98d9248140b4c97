/// A new promise: what, when, by whom. From the planner one first says for whom.
import { useEffect, useState } from 'preact/hooks';
import {
  type Day,
  FOLLOW_UP_KINDS,
  type FollowUpKind,
  type PersonRef,
  PRESETS,
  type Preset,
} from '../../../api/follow';
import { t } from '../../../i18n';
import { dayKey } from '../../../i18n/dates';
import { uuid7 } from '../../../outbox/uuid7';
import { user } from '../../../session/session';
import { Choice } from '../../../ui/Choice/Choice';
import { Field, Select } from '../../../ui/Field/Field';
import { loadTeam, team } from '../../work/team';
import { isDay } from '../days';
import { create, type OnChange } from './actions';
import { colleagues, nameOf } from './colleagues';
import { FormShell } from './FormShell';
import { PersonPicker } from './PersonPicker';
import { Words } from './Words';

const MAX = 500;

type Props = {
  /// Null lets one choose.
  person: PersonRef | null;
  kind?: FollowUpKind;
  onChange: OnChange;
  onClose: () => void;
};

export function NewForm({ person, kind: first = 'call', onChange, onClose }: Props) {
  // Made once: sending the same form twice makes one follow-up.
  const [id] = useState(() => uuid7());
  const [whom, setWhom] = useState<Pick<PersonRef, 'id' | 'name' | 'sector_id'> | null>(person);
  const [kind, setKind] = useState<FollowUpKind>(first);
  const [when, setWhen] = useState<Preset | 'day'>('tomorrow');
  const [day, setDay] = useState<Day>('');
  const [text, setText] = useState('');
  const [owner, setOwner] = useState('');
  const [tried, setTried] = useState(false);
  useEffect(() => void loadTeam(), []);
  const today = dayKey(new Date());
  const dayFault =
    when !== 'day' ? '' : !isDay(day) ? t('plan.dayMissing') : day < today ? t('plan.dayPast') : '';
  const send = async () => {
    setTried(true);
    if (!whom || dayFault) return false;
    return create(
      whom.id,
      {
        id,
        kind,
        ...(when === 'day' ? { due_on: day } : { preset: when }),
        ...(text.trim() ? { text: text.trim() } : {}),
        ...(owner ? { owner_id: owner } : {}),
      },
      onChange,
    );
  };
  const members = typeof team.value === 'string' ? [] : colleagues(team.value, whom?.sector_id ?? '');
  return (
    <FormShell submit={t('plan.create')} onSubmit={send} onClose={onClose}>
      {person ? null : (
        <PersonPicker
          chosen={whom}
          onChoose={setWhom}
          error={tried && !whom ? t('plan.personMissing') : undefined}
        />
      )}
      <Choice
        legend={t('plan.kindLabel')}
        name={`kind-${id}`}
        value={kind}
        onChange={setKind}
        options={FOLLOW_UP_KINDS.map((value) => ({ value, label: t(`plan.kind.${value}`) }))}
      />
      <Choice
        legend={t('plan.whenLabel')}
        name={`when-${id}`}
        value={when}
        onChange={setWhen}
        options={[
          ...PRESETS.map((value) => ({ value, label: t(`plan.preset.${value}`) })),
          { value: 'day' as const, label: t('plan.otherDay') },
        ]}
      />
      {when === 'day' ? (
        <Field label={t('plan.day')} {...(tried && dayFault ? { error: dayFault } : {})}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="date"
              min={today}
              value={day}
              onInput={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </Field>
      ) : null}
      <Words label={t('plan.textLabel')} value={text} max={MAX} onChange={setText} />
      {members.length > 1 ? (
        <Select
          label={t('plan.ownerLabel')}
          value={owner}
          onChange={setOwner}
          options={[
            { value: '', label: t('work.ownerMe') },
            ...members
              .filter((member) => member.id !== user.value?.id)
              .map((member) => ({ value: member.id, label: nameOf(member) })),
          ]}
        />
      ) : null}
    </FormShell>
  );
}
