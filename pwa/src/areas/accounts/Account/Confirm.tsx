/// What will happen, said before it does.
import { t } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';

type Props = { title: string; points: string[]; submit: string; onConfirm: () => void; onClose: () => void };

export function Confirm({ title, points, submit, onConfirm, onClose }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{t('accounts.willHappen')}</p>
      <ul class="accounts-points">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <div class="row">
        <button type="button" class="button main" onClick={onConfirm}>
          {submit}
        </button>
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
