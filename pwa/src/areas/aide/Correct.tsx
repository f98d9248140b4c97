/// A correction: a new rating that names the one it replaces. It starts from what was answered.
import { useLocation } from 'preact-iso';
import { AXES } from '../../api/types';
import { t } from '../../i18n';
import { entries } from '../../outbox/outbox';
import type { Answers, Entry } from '../../outbox/types';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { correctable } from './correctable';
import { RatingForm } from './RatingForm/RatingForm';
import type { Target } from './RatingForm/useDraft';

function target(entry: Entry): Target {
  const answers: Answers = {};
  for (const axis of AXES) {
    const score = entry.rating.scores[axis];
    if (score !== null) answers[axis] = score;
  }
  return {
    slot: `rating:${entry.id}`,
    person: { id: entry.rating.person_id, name: entry.person_name },
    visit: entry.rating.visit_id ? { id: entry.rating.visit_id, ends_at: entry.rating.visited_at } : null,
    correction: {
      // The server never took a refused rating, so there is nothing there to replace.
      replaces: entry.state === 'rejected' ? (entry.rating.replaces ?? null) : entry.id,
      visited_at: entry.rating.visited_at,
      answers,
      signs: entry.rating.signs,
    },
  };
}

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
        target={target(entry)}
        noteSent={entry.had_note}
        onSaved={(saved) => route(`/envois/${saved.id}`, true)}
      />
    </>
  );
}
