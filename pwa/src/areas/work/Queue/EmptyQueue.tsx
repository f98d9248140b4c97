/// Nothing in the list, and why that may be: the filters, or a quiet day. The last rating shows that the line works.
import { t } from '../../../i18n';
import { ago } from '../../../i18n/dates';
import { Empty } from '../../../ui/Notice/Notice';
import { counts } from '../counts';
import { type Filter, writeFilter } from '../filters';

export function EmptyQueue({ filter }: { filter: Filter }) {
  const now = counts.value;
  const last = now?.last_rating_at;
  const heard = last ? t('triage.lastRating', { ago: ago(last, new Date()) }) : '';
  if (!writeFilter(filter)) {
    return <Empty title={t('work.empty')} more={`${t('work.emptyMore')} ${heard}`.trim()} />;
  }
  const elsewhere = now && now.all > 0 ? t('triage.emptyElsewhere', { n: now.all }) : '';
  return (
    <div class="empty stack-s">
      <p class="strong">
        {writeFilter(filter) === '?scope=mine' ? t('triage.emptyMine') : t('work.emptyFiltered')}
      </p>
      <p class="muted">{`${elsewhere} ${heard}`.trim()}</p>
      <p>
        <a class="button" href="/alertes">
          {t('work.clear')}
        </a>
      </p>
    </div>
  );
}
