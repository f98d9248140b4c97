/// "Me prévenir": permission is asked only by this tap, with one sentence saying what for.
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n';
import { user } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { askForPush, dropPush, lookAtPush, pushState } from '../browser';
import './notify-me.css';

export function NotifyMe({ why }: { why: string }) {
  const account = user.value?.id ?? '';
  useEffect(() => void lookAtPush(account).catch(() => undefined), [account]);
  const state = pushState.value;
  if (state === 'unknown') return null;
  if (state === 'on') {
    return (
      <div class="notify">
        <p class="row small" role="status">
          <Icon name="bell" />
          {t('push.on')}
        </p>
        <button type="button" class="button plain" onClick={() => void dropPush()}>
          {t('push.off')}
        </button>
      </div>
    );
  }
  if (state === 'unsupported') return <Notice>{t('push.unsupported')}</Notice>;
  const trouble = state === 'denied' || state === 'timeout' || state === 'failed' ? state : null;
  return (
    <div class="notify">
      <p class="muted small">{why}</p>
      <button
        type="button"
        class="button"
        aria-disabled={state === 'busy'}
        onClick={() => state !== 'busy' && void askForPush(account)}
      >
        <Icon name="bell" />
        {state === 'busy' ? t('push.busy') : t('push.ask')}
      </button>
      {trouble ? <Notice tone="bad">{t(`push.${trouble}`)}</Notice> : null}
    </div>
  );
}
