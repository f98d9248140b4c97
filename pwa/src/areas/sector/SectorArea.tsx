/// The referent's view of the sector, made for a phone held in one hand: what to take, what is late, who is silent. From a push to
/// an alert taken it is two taps: the notification, "Je prends".
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n';
import { time } from '../../i18n/dates';
import { sector } from '../../i18n/sector/fr';
import { pushState } from '../../push/browser';
import { NotifyMe } from '../../push/NotifyMe/NotifyMe';
import { me } from '../../session/session';
import { EmergencyNotice } from '../../ui/Emergency/Emergency';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { touched } from '../work/live';
import { Late, OutOfReach, Silent, SilentPhones } from './Lists';
import './sector.css';
import { refresh, state } from './store';
import { ToTake } from './ToTake';

/// What this area says, in both languages.
export const words = [{ fr: sector, en: () => import('../../i18n/sector/en').then((chunk) => chunk.sector) }];

const EVERY_MS = 60_000;
/// Several events of one alert come together: one question for all.
const CALM_MS = 1_000;

const lookAgain = () => {
  if (document.visibilityState === 'visible') void refresh();
};

export function SectorArea() {
  const event = touched.value;
  useEffect(() => {
    void refresh();
    const timer = setInterval(lookAgain, EVERY_MS);
    document.addEventListener('visibilitychange', lookAgain);
    window.addEventListener('online', lookAgain);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookAgain);
      window.removeEventListener('online', lookAgain);
    };
  }, []);
  useEffect(() => {
    if (!event) return;
    const timer = setTimeout(lookAgain, CALM_MS);
    return () => clearTimeout(timer);
  }, [event]);
  const found = state.value;
  return (
    <main id="main" class="sector stack">
      <header>
        <Heading title={t('sector.title')} />
        <p class="muted">{(me.value?.sectors ?? []).map((one) => one.name).join(', ')}</p>
      </header>
      {pushState.value === 'on' || pushState.value === 'unsupported' ? null : (
        <NotifyMe why={t('push.whyTeam')} />
      )}
      {found.kind === 'loading' ? <Skeleton lines={5} label={t('app.loading')} /> : null}
      {found.kind === 'failed' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void refresh()}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {found.kind === 'here' ? (
        <>
          {found.stale ? (
            <Notice tone="warn">{t('sector.offline', { time: time(found.now.at) })}</Notice>
          ) : null}
          <ToTake items={found.now.to_take} />
          <Late items={found.now.late_follow_ups} />
          <Silent items={found.now.silent_persons} />
          <SilentPhones items={found.now.silent_phones} />
          <OutOfReach items={found.now.unreachable} />
          <footer class="sector-foot">
            <p class="muted small" role="status">
              {t(found.stale ? 'sector.offline' : 'sector.at', { time: time(found.now.at) })}
            </p>
            <button type="button" class="button plain" onClick={() => void refresh()}>
              <Icon name="undo" size={18} />
              {t('sector.refresh')}
            </button>
          </footer>
        </>
      ) : null}
      <EmergencyNotice />
    </main>
  );
}
