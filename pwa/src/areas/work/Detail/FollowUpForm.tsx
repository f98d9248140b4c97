/// A promise about the person: when, what, by whom.
import { useEffect, useState } from 'preact/hooks';
import { type Due, FOLLOW_UP_KINDS, type FollowUpKind } from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { uuid7 } from '../../../outbox/uuid7';
import { user } from '../../../session/session';
import { Choice } from '../../../ui/Choice/Choice';
import { Select } from '../../../ui/Field/Field';
import { loadTeam, team } from '../team';
import { DuePicker, isDue } from './DuePicker';
import { keptOnce, keptText, useKept } from './drafts';
import { FormFrame } from './FormFrame';
import { plan } from './followUps';
import { FOLLOW_UP_MAX } from './limits';
import { TextBox } from './TextBox';

const FORM = 'follow_up';

export function FollowUpForm({ alert }: { alert: AlertDetail }) {
  useEffect(() => void loadTeam(), []);
  // Made once: sending the same promise twice, after a lost answer, makes one.
  const id = keptOnce(alert.id, FORM, 'id', uuid7);
  const [due, setDue] = useKept<Due | null>(alert.id, FORM, 'due', { preset: 'tomorrow' });
  const [kind, setKind] = useKept<FollowUpKind>(alert.id, FORM, 'kind', 'call');
  const [owner, setOwner] = useKept(alert.id, FORM, 'owner', user.value?.id ?? '');
  const [missing, setMissing] = useState(false);
  const colleagues = typeof team.value === 'string' ? [] : team.value;
  const others = colleagues.filter((member) => member.id !== user.value?.id);

  const send = async () => {
    setMissing(!isDue(due));
    if (!isDue(due)) return false;
    const text = keptText(alert.id, FORM).trim();
    return plan(alert, {
      id,
      kind,
      ...due,
      ...(text ? { text } : {}),
      ...(owner ? { owner_id: owner } : {}),
    });
  };
  return (
    <FormFrame place={alert.id} form={FORM} submit={t('case.plan')} onSubmit={send}>
      <DuePicker
        legend={t('case.dueLabel')}
        name="due"
        due={due}
        error={missing ? t('case.dueEmpty') : undefined}
        onChange={setDue}
      />
      <Choice
        legend={t('work.kindLabel')}
        name="follow-up-kind"
        value={kind}
        onChange={setKind}
        options={FOLLOW_UP_KINDS.map((value) => ({ value, label: t(`triage.followUp.${value}`) }))}
      />
      {others.length > 0 ? (
        <Select
          label={t('case.byWhom')}
          value={owner}
          onChange={setOwner}
          options={[
            { value: user.value?.id ?? '', label: t('case.me') },
            ...others.map((member) => ({ value: member.id, label: member.name })),
          ]}
        />
      ) : null}
      <TextBox place={alert.id} form={FORM} label={t('work.textLabel')} max={FOLLOW_UP_MAX} rows={2} />
    </FormFrame>
  );
}
