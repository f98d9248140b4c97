/// The rating form of one planned visit.
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { entries } from '../../outbox/outbox';
import { Notice } from '../../ui/Notice/Notice';
import { Skeleton } from '../../ui/Page/Page';
import { visits } from './cache';
import { RatingForm } from './RatingForm/RatingForm';
import { standingOf } from './standing';
import { VisitHead } from './Visits';

export function VisitPage({ id }: { id: string }) {
  const { route } = useLocation();
  const cached = visits.value.value;
  if (cached.state === 'loading') return <Skeleton label={t('app.loading')} />;
  const visit = cached.state === 'here' ? cached.items.find((item) => item.id === id) : undefined;
  if (!visit) return <Notice tone="warn">{t('aide.visitsFailed')}</Notice>;
  const done = entries.value.findLast((entry) => entry.rating.visit_id === id);
  if (done) {
    return (
      <>
        <VisitHead visit={visit} />
        {standingOf(visit, entries.value) === 'refused' ? (
          <Notice tone="bad">{t('aide.state.rejected')}</Notice>
        ) : (
          <Notice tone="ok">{t('aide.rated')}</Notice>
        )}
        <a class="button" href={`/envois/${done.id}`}>
          {t('aide.recap')}
        </a>
      </>
    );
  }
  return (
    <>
      <VisitHead visit={visit} />
      <RatingForm
        target={{ slot: `visit:${visit.id}`, person: visit.person, visit, correction: null }}
        onSaved={(entry) => route(`/envois/${entry.id}`, true)}
      />
    </>
  );
}
