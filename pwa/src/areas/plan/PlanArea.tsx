/// The planner: promises by day, late first, or as a week. Its view is in the address.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { dayKey } from '../../i18n/dates';
import { user } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { DayList } from './Days/DayList';
import { FeedDialog } from './Feed/FeedDialog';
import { NewForm } from './FollowUp/NewForm';
import { Head } from './Head';
import './plan.css';
import { changed, items, load, loadPlan, reload, stop } from './store';
import { usePlanKeys } from './usePlanKeys';
import { readView, type View, writeView } from './view';
import { WeekGrid } from './Week/WeekGrid';
import { words as planWords } from './words';

/// What this area says, in both languages.
export const words = [planWords];

/// Others work on the same list: coming back to the page, one sees it as it is.
function useFresh(): void {
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') void reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      stop();
    };
  }, []);
}

export function PlanArea() {
  const { query, route } = useLocation();
  const role = user.value?.role;
  const view = readView(query, role);
  const key = writeView(view, role);
  const [adding, setAdding] = useState(false);
  const [feed, setFeed] = useState(false);
  const today = dayKey(new Date());
  useEffect(() => void loadPlan(view), [key]);
  useFresh();
  usePlanKeys();
  const show = (wanted: View) => route(`/suivis${writeView(wanted, role)}`);
  return (
    <main id="main" class={`plan ${view.mode}`}>
      <header class="plan-title">
        <Heading title={t('plan.title')} />
        <button type="button" class="button plain" onClick={() => setFeed(true)}>
          <Icon name="calendar" size={18} />
          {t('plan.feed')}
        </button>
        <button
          type="button"
          class="button main"
          aria-expanded={adding}
          data-plan="new"
          onClick={() => setAdding(!adding)}
        >
          <Icon name="plus" size={18} />
          {t('plan.new')}
        </button>
      </header>
      {adding ? (
        <section class="card" aria-label={t('plan.new')}>
          <NewForm person={null} onChange={changed} onClose={() => setAdding(false)} />
        </section>
      ) : null}
      <Head view={view} onChange={show} />
      {load.value === 'loading' ? <Skeleton lines={5} label={t('app.loading')} /> : null}
      {load.value === 'failed' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void reload()}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {load.value === 'ready' && view.mode === 'day' ? (
        <DayList items={items.value} today={today} onChange={changed} mine={view.owner === 'me'} />
      ) : null}
      {load.value === 'ready' && view.mode === 'week' ? (
        <WeekGrid items={items.value} view={view} today={today} onChange={changed} onView={show} />
      ) : null}
      {feed ? <FeedDialog onClose={() => setFeed(false)} /> : null}
    </main>
  );
}
