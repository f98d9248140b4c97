/// Gives the alert to a colleague of the sector, with a word of what is under way.
import type { AlertDetail, TeamMember } from '../../../api/types';
import { t } from '../../../i18n';
import { assign } from './actions';
import { dropDraft, keptText } from './drafts';
import { HANDOVER_MAX } from './limits';
import { openForm } from './open';
import { TeamButtons } from './TeamButtons';
import { TextBox } from './TextBox';

export function AssignForm({ alert }: { alert: AlertDetail }) {
  const choose = async (member: TeamMember) => {
    if (!(await assign(alert, member.id, keptText(alert.id, 'assign').trim() || undefined))) return;
    dropDraft(alert.id, 'assign');
    openForm.value = null;
  };
  return (
    <div class="stack">
      <TextBox
        place={alert.id}
        form="assign"
        label={t('case.handoverLabel')}
        hint={t('case.handoverHint')}
        max={HANDOVER_MAX}
        rows={2}
      />
      <div class="stack-s">
        <h2>{t('work.assignLabel')}</h2>
        <TeamButtons
          sectors={[alert.person.sector_id]}
          except={alert.owner?.id}
          onChoose={(member) => void choose(member)}
        />
      </div>
    </div>
  );
}
