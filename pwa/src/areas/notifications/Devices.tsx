/// The browsers that are told, which of them is this one, and when each last showed something.
import { useState } from 'preact/hooks';
import { type Device, notificationsApi } from '../../api/notifications';
import { t, wordOr } from '../../i18n';
import { dateTime, pastDay } from '../../i18n/dates';
import { dropPush } from '../../push/browser';
import { Asked, type Asking, failureWords } from '../../ui/Asked/Asked';
import { Icon } from '../../ui/Icon/Icon';
import { showToast } from '../../ui/Toast/toast';

type Props = { devices: Asking<{ items: Device[] }>; own: string | null };

export function Devices({ devices, own }: Props) {
  return (
    <section class="stack-s" aria-labelledby="appareils">
      <h2 id="appareils">{t('notif.devices')}</h2>
      <Asked of={devices} lines={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">{t('notif.noDevice')}</p>
          ) : (
            <ul class="notif-devices card">
              {items.map((device) => (
                <li key={device.id}>
                  <Line
                    device={device}
                    own={device.endpoint_hash === own}
                    onGone={() => void devices.again()}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </section>
  );
}

/// The browser that goes with a push service.
export const deviceName = ({ label }: { label: string }): string => wordOr('notif.device', label);

function lastWords({ last_received_at, last_accepted_at }: Device): string {
  if (last_received_at) return t('notif.lastReceived', { date: dateTime(last_received_at) });
  if (last_accepted_at) return t('notif.lastAccepted', { date: dateTime(last_accepted_at) });
  return t('notif.neverReceived');
}

function Line({ device, own, onGone }: { device: Device; own: boolean; onGone: () => void }) {
  const [busy, setBusy] = useState(false);
  const name = deviceName(device);
  const remove = async () => {
    setBusy(true);
    // This browser also leaves its push service.
    if (own) await dropPush();
    const answer = await notificationsApi.removeDevice(device.id);
    setBusy(false);
    const gone = answer.ok || (answer.kind === 'problem' && answer.status === 404);
    if (gone) showToast({ tone: 'ok', text: t('notif.removed', { device: name }) });
    else showToast({ tone: 'bad', text: failureWords(answer) });
    onGone();
  };
  return (
    <div class="notif-device">
      <div>
        <p class="row">
          <strong>{name}</strong>
          {own ? <span class="tag ok">{t('notif.thisDevice')}</span> : null}
          {device.stale ? <span class="tag warn">{t('notif.stale')}</span> : null}
        </p>
        <p>{lastWords(device)}</p>
        <p class="muted small">{t('notif.since', { date: pastDay(device.created_at) })}</p>
      </div>
      <button
        type="button"
        class="button plain"
        aria-label={t('notif.removeThis', { device: name })}
        aria-disabled={busy}
        onClick={() => !busy && void remove()}
      >
        <Icon name="close" size={18} />
        {t('notif.remove')}
      </button>
    </div>
  );
}
