/// What stands behind the menu button of an aide's pages: notifications, security, who sees what, her phone, leaving.
import { useState } from 'preact/hooks';
import { type Key, t, tn } from '../../../i18n';
import { flush } from '../../../outbox/outbox';
import { NotifyMe } from '../../../push/NotifyMe/NotifyMe';
import { LeaveRefused } from '../../../session/SignOut/SignOut';
import { type LeaveResult, leave, user } from '../../../session/session';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Icon } from '../../../ui/Icon/Icon';
import { Language } from '../../../ui/Language/Language';
import { Notice } from '../../../ui/Notice/Notice';

const WHO_SEES: Key[] = ['aide.whoSeesTeam', 'aide.whoSeesRefused', 'aide.whoSeesYou', 'aide.whoSeesNot'];

export function Options({ onClose }: { onClose: () => void }) {
  const [result, setResult] = useState<LeaveResult | null>(null);
  return (
    <Dialog title={user.value?.name ?? ''} onClose={onClose}>
      <NotifyMe why={t('push.whyAide')} />
      <a class="button" href="/notifications" onClick={onClose}>
        <Icon name="bell" />
        {t('push.mine')}
      </a>
      <a class="button" href="/securite" onClick={onClose}>
        <Icon name="lock" />
        {t('app.security')}
      </a>
      <div>
        <h3>{t('aide.whoSees')}</h3>
        <ul class="plain-list">
          {WHO_SEES.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </div>
      <div class="row">
        <a class="button" href="/telephone" onClick={onClose}>
          <Icon name="phone" />
          {t('aide.phone')}
        </a>
        <a class="button" href="/essai" onClick={onClose}>
          <Icon name="edit" />
          {t('aide.practice')}
        </a>
      </div>
      <Language />
      {result?.kind === 'unsent' ? (
        <Notice tone="warn">
          <strong>{tn('aide.leaveBlocked', result.count)}</strong>
          {t('aide.leaveBlockedMore')}
          <div class="row">
            <button
              type="button"
              class="button main"
              onClick={() => {
                flush();
                setResult(null);
              }}
            >
              {t('aide.leaveSend')}
            </button>
            <button type="button" class="button" onClick={onClose}>
              {t('aide.leaveStay')}
            </button>
          </div>
        </Notice>
      ) : (
        <button type="button" class="button" onClick={() => void leave().then(setResult)}>
          {t('app.signOut')}
        </button>
      )}
      {result?.kind === 'unsent' ? null : <LeaveRefused result={result} />}
    </Dialog>
  );
}
