/// A correction: a new rating that names the one it replaces. It starts from what was answered.
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { entries } from '../../outbox/outbox';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { correctable } from './correctable';
import { correctionOf } from './correction';
import { RatingForm } from './RatingForm/RatingForm';

export function Correct({ id }: { id: string }) {
  const { route } = useLocation();
  const entry = entries.value.find((item) => item.id === id);
  if (!entry || !correctable(entry, entries.value, new Date())) return <Notice>{t('aide.notFound')}</Notice>;
  return (
    <>
      <div class="visit-head">
        <Heading title={t('aide.visitAt', { name: entry.person_name })} inWindow={t('aide.visits')} />
        <p class="muted small">{t('aide.correcting')}</p>
      </div>
      <RatingForm
        target={correctionOf(entry)}
        noteSent={entry.had_note}
        onSaved={(saved) => route(`/envois/${saved.id}`, true)}
      />
    </>
  );
}
