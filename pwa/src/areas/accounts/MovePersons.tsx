/// Everybody who is helped in one sector goes to another: what moves and what stays is said first. Undone while the other sector had nobody
/// before and nobody came since; among others they could not be told apart.
import { useState } from 'preact/hooks';
import { accountsApi, type Sector } from '../../api/accounts';
import { t, tn } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Select } from '../../ui/Field/Field';
import { Notice } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';

type Props = {
  sector: Sector;
  /// Those in use, without this one; at least one.
  others: Sector[];
  onClose: () => void;
  onMoved: () => void;
};

export function MovePersons({ sector, others, onClose, onMoved }: Props) {
  const [to, setTo] = useState(others[0]?.id ?? '');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const other = others.find(({ id }) => id === to);
  const move = async () => {
    if (busy || !other) return;
    setBusy(true);
    setTrouble('');
    const answer = await accountsApi.movePersons(sector.id, other.id);
    setBusy(false);
    if (!answer.ok) return setTrouble(failureWords(answer));
    onClose();
    onMoved();
    const run = () => void moveBack(sector, other).then(onMoved);
    const action = other.persons === 0 ? { action: { label: t('app.undo'), run } } : {};
    showToast({ text: tn('accounts.moved', sector.persons, { name: other.name }), tone: 'ok', ...action });
  };
  return (
    <Dialog title={t('accounts.moveTitle', { name: sector.name })} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void move();
        }}
      >
        <ul>
          <li>{tn('accounts.moveWho', sector.persons)}</li>
          <li>{t('accounts.moveAlerts')}</li>
          <li>{t('accounts.moveTeam')}</li>
        </ul>
        <Select
          label={t('accounts.moveTo')}
          value={to}
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setTo}
        />
        {other && other.persons > 0 ? (
          <Notice tone="warn">{tn('accounts.moveMixed', other.persons, { name: other.name })}</Notice>
        ) : null}
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {t('accounts.moveDo')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/// Only as many as came: whoever was added since would go along.
async function moveBack(sector: Sector, other: Sector): Promise<void> {
  const list = await accountsApi.sectors();
  if (!list.ok) return showToast({ text: failureWords(list), tone: 'bad' });
  const there = list.data.items.find(({ id }) => id === other.id);
  if (there?.persons !== sector.persons) {
    return showToast({ text: t('accounts.moveTooLate', { name: other.name }), tone: 'bad' });
  }
  const answer = await accountsApi.movePersons(other.id, sector.id);
  if (!answer.ok) showToast({ text: failureWords(answer), tone: 'bad' });
}
