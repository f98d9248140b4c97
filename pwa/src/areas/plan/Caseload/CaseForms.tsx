/// The forms of the caseload: enter, decide when a coordinator is full, leave. Each asks why.
import { useEffect, useState } from 'preact/hooks';
import type { CaseEntry } from '../../../api/follow';
import { t } from '../../../i18n';
import { user } from '../../../session/session';
import { Choice } from '../../../ui/Choice/Choice';
import { Select } from '../../../ui/Field/Field';
import { loadTeam, team } from '../../work/team';
import { colleagues } from '../FollowUp/colleagues';
import { FormShell } from '../FollowUp/FormShell';
import { Words } from '../FollowUp/Words';
import { decide, enter, leave, type OnEntry } from './actions';

const MAX = 500;

type EnterProps = { person: string; sector: string; onChange: OnEntry; onClose: () => void };

export function EnterForm({ person, sector, onChange, onClose }: EnterProps) {
  const me = user.value;
  const mine = me?.role === 'coordinator' ? me.id : '';
  const [coordinator, setCoordinator] = useState(mine);
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  useEffect(() => void loadTeam(), []);
  const members = typeof team.value === 'string' ? [] : team.value;
  const choices = colleagues(members, sector).filter((member) => member.role === 'coordinator');
  const chosen = coordinator || choices[0]?.id || '';
  const send = async () => {
    setTried(true);
    return why.trim() ? enter(person, why.trim(), chosen === mine ? '' : chosen, onChange) : false;
  };
  return (
    <FormShell submit={t('plan.caseEnter')} onSubmit={send} onClose={onClose}>
      {choices.length > 1 || !mine ? (
        <Select
          label={t('plan.caseWith')}
          value={chosen}
          onChange={setCoordinator}
          options={choices.map((member) => ({
            value: member.id,
            label: member.id === mine ? t('work.ownerMe') : member.name,
          }))}
        />
      ) : null}
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

type Props = { entry: CaseEntry; onChange: OnEntry; onClose: () => void };

export function DecideForm({ entry, onChange, onClose }: Props) {
  const [accept, setAccept] = useState<'yes' | 'no' | null>(null);
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (!accept || !why.trim()) return false;
    return decide(entry, accept === 'yes', why.trim(), onChange);
  };
  return (
    <FormShell submit={t('plan.decide')} onSubmit={send} onClose={onClose}>
      <Choice
        legend={t('plan.decision')}
        name={`decide-${entry.id}`}
        value={accept}
        onChange={setAccept}
        error={tried && !accept ? t('plan.decisionMissing') : undefined}
        options={[
          { value: 'yes', label: t('plan.accept') },
          { value: 'no', label: t('plan.refuse') },
        ]}
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

export function LeaveForm({ entry, onChange, onClose }: Props) {
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    return why.trim() ? leave(entry, why.trim(), onChange) : false;
  };
  return (
    <FormShell submit={t('plan.caseLeave')} onSubmit={send} onClose={onClose}>
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
