/// Hands a follow-up or a watch to a colleague, those of the person's sector first.
import { useEffect, useState } from 'preact/hooks';
import type { PersonRef } from '../../../api/follow';
import type { Named } from '../../../api/types';
import { t } from '../../../i18n';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { loadTeam, team } from '../../work/team';
import { busy, type Refusal } from '../step';
import { colleagues, nameOf } from './colleagues';

type Props = {
  item: { person: PersonRef; owner: Named | null };
  onGive: (owner: string) => Promise<Refusal>;
  onClose: () => void;
};

export function GiveForm({ item, onGive, onClose }: Props) {
  const [refusal, setRefusal] = useState<string | null>(null);
  useEffect(() => void loadTeam(), []);
  const found = team.value;
  if (found === 'loading') return <Skeleton lines={1} label={t('app.loading')} />;
  if (found === 'failed') return <Notice tone="bad">{t('app.unreachable')}</Notice>;
  const send = async (owner: string) => {
    setRefusal(null);
    const why = await onGive(owner);
    if (why) setRefusal(why);
    else onClose();
  };
  return (
    <fieldset class="stack-s">
      <legend class="strong">{t('plan.giveLabel')}</legend>
      <div class="row">
        {colleagues(found, item.person.sector_id)
          .filter((member) => member.id !== item.owner?.id)
          .map((member) => (
            <button
              key={member.id}
              type="button"
              class="button two-lines"
              aria-disabled={busy.value}
              onClick={() => void send(member.id)}
            >
              <span>{nameOf(member)}</span>
              <span class="small muted">{t(`role.${member.role}`)}</span>
            </button>
          ))}
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
    </fieldset>
  );
}
