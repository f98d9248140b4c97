/// The card of a home: what it is for, made, printed, ended. Its code is on the screen once; a lost card is replaced.
import { useState } from 'preact/hooks';
import { type PlaceCard, placeApi } from '../../api/place';
import { t } from '../../i18n';
import { pastDay } from '../../i18n/dates';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Qr } from '../../ui/Qr/Qr';
import { showToast } from '../../ui/Toast/toast';
import './card.css';

type Props = {
  person: { id: string; name: string };
  /// When the card that hangs there was made.
  madeAt: string | null;
  onChange: (madeAt: string | null) => void;
  onClose: () => void;
};

export function Card({ person, madeAt, onChange, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<PlaceCard | null>(null);
  const make = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await placeApi.make(person.id);
    setBusy(false);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    setMade(answer.data);
    onChange(answer.data.made_at);
  };
  const end = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await placeApi.end(person.id);
    setBusy(false);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    onChange(null);
    showToast({ tone: 'ok', text: t('place.ended') });
    onClose();
  };
  return (
    <Dialog title={t('place.cardOf', { name: person.name })} onClose={onClose}>
      {made ? (
        <Made made={made} />
      ) : (
        <div class="stack">
          <p>{t('place.lead')}</p>
          <p class="muted">{t('place.discreet')}</p>
          {madeAt ? (
            <Notice tone="warn">
              <strong>{t('place.madeOn', { date: pastDay(madeAt) })}</strong>
              {t('place.replaces')}
            </Notice>
          ) : null}
          <div class="row">
            <button type="button" class="button main" aria-disabled={busy} onClick={() => void make()}>
              {t(madeAt ? 'place.renew' : 'place.make')}
            </button>
            {madeAt ? (
              <button type="button" class="button" aria-disabled={busy} onClick={() => void end()}>
                {t('place.end')}
              </button>
            ) : null}
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Made({ made }: { made: PlaceCard }) {
  const copy = async () => {
    const done = await navigator.clipboard.writeText(made.url).then(
      () => true,
      () => false,
    );
    showToast(done ? { text: t('place.copied'), tone: 'ok' } : { text: t('place.notCopied'), tone: 'bad' });
  };
  return (
    <div class="stack">
      <Notice tone="ok">
        <strong>{t('place.made')}</strong>
        {t('place.once')}
      </Notice>
      <div class="place-qr">
        <Qr text={made.url} label={t('place.qr')} />
      </div>
      <div class="row">
        <button type="button" class="button main" onClick={() => window.print()}>
          <Icon name="print" size={18} />
          {t('place.print')}
        </button>
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name="note" size={18} />
          {t('place.copy')}
        </button>
      </div>
      <Paper made={made} />
    </div>
  );
}

/// Only on paper. It hangs where visitors read it: neither name nor address nor why.
function Paper({ made }: { made: PlaceCard }) {
  return (
    <section class="place-paper" aria-hidden="true">
      <h2>{t('place.paperTitle')}</h2>
      <div class="place-paper-body">
        <Qr text={made.url} label="" />
        <ol>
          <li>{t('place.paper1')}</li>
          <li>{t('place.paper2')}</li>
          <li>{t('place.paper3')}</li>
        </ol>
      </div>
      <p>
        {made.ref ? <strong>{made.ref} · </strong> : null}
        {t('place.paperMade', { date: pastDay(made.made_at) })}
      </p>
      <p>{t('urgence.service')}</p>
    </section>
  );
}
