/// The watch over the person, or the way to begin one.
import { t } from '../../i18n';
import { Opening } from '../plan/Opening';
import { WatchCard } from '../plan/Watch/WatchCard';
import { NewWatchForm } from '../plan/Watch/WatchForms';
import type { Part } from './File';

export function Watch({ file, reload }: Part) {
  const changed = () => void reload();
  return (
    <section id="veille" class="card stack-s">
      <h2>{t('plan.watch')}</h2>
      {file.watch ? (
        <WatchCard watch={file.watch} inFile onWatch={changed} onFollowUp={changed} />
      ) : (
        <>
          <p class="muted small">{t('person.noWatch')}</p>
          <div class="row">
            <Opening label={t('plan.watchBegin')} icon="eye">
              {(close) => <NewWatchForm person={file.id} onChange={changed} onClose={close} />}
            </Opening>
          </div>
        </>
      )}
    </section>
  );
}
