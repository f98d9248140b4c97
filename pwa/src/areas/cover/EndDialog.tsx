/// Ending cannot be taken back, so it is asked twice.
import type { Cover } from '../../api/cover';
import { t } from '../../i18n';
import { Dialog } from '../../ui/Dialog/Dialog';
import { between, whatIs } from './words';

type Props = { cover: Cover; onClose: () => void; onConfirm: () => void };

export function EndDialog({ cover, onClose, onConfirm }: Props) {
  const begun = cover.state === 'running';
  return (
    <Dialog title={t(begun ? 'cover.endTitle' : 'cover.cancelTitle')} onClose={onClose}>
      <p class="strong">{whatIs(cover)}</p>
      <p class="muted">{between(cover)}</p>
      <p>{t(begun ? 'cover.endMore' : 'cover.cancelMore')}</p>
      <div class="row">
        <button type="button" class="button main" onClick={onConfirm}>
          {t(begun ? 'cover.confirm' : 'cover.cancelConfirm')}
        </button>
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
    </Dialog>
  );
}
