/// "Mes notifications", for every role: this device and a test of it, the other devices, and when, how and of what one is told. Without
/// a frame of its own: an aide's page already stands in one.
import { useEffect, useState } from 'preact/hooks';
import { notificationsApi } from '../../api/notifications';
import { t } from '../../i18n';
import { notifications } from '../../i18n/notifications/fr';
import { ownSubscription, pushState, subscriptionTurn } from '../../push/browser';
import { NotifyMe } from '../../push/NotifyMe/NotifyMe';
import { user } from '../../session/session';
import { useAsked } from '../../ui/Asked/Asked';
import { Heading } from '../../ui/Page/Page';
import { Devices } from './Devices';
import { hashOf } from './own';
import { Preferences } from './Preferences';
import { Trial } from './Trial';
import './notifications.css';

/// What this area says, in both languages.
export const words = [
  { fr: notifications, en: () => import('../../i18n/notifications/en').then((chunk) => chunk.notifications) },
];

export function NotificationsPage() {
  const devices = useAsked(notificationsApi.devices);
  const own = useOwnHash();
  const on = pushState.value;
  const turn = subscriptionTurn.value;
  // Turning this device on or off changes the list, and so does a renewed subscription.
  useEffect(() => {
    if (on === 'on' || on === 'off') void devices.again();
  }, [on, turn]);
  const why = user.value?.role === 'aide' ? 'push.whyAide' : 'push.whyTeam';
  return (
    <div class="notifications stack">
      <header>
        <Heading title={t('notif.title')} />
        <p class="muted">{t('notif.lead')}</p>
      </header>
      <section class="card stack-s" aria-labelledby="cet-appareil">
        <h2 id="cet-appareil">{t('notif.here')}</h2>
        <NotifyMe why={t(why)} />
        <Trial devices={devices} own={own} />
      </section>
      <Devices devices={devices} own={own} />
      <Preferences />
    </div>
  );
}

/// How the server names this browser, if it is subscribed.
function useOwnHash(): string | null {
  const [own, setOwn] = useState<string | null>(null);
  const on = pushState.value;
  const turn = subscriptionTurn.value;
  useEffect(() => {
    let here = true;
    const look = async () => {
      const found = await ownSubscription();
      const hash = found ? await hashOf(found.endpoint) : null;
      if (here) setOwn(hash);
    };
    void look().catch(() => undefined);
    return () => {
      here = false;
    };
  }, [on, turn]);
  return own;
}
