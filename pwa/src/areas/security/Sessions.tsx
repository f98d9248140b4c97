/// Where one is signed in: this device, the others, and a way to end them.
import { useState } from 'preact/hooks';
import { type OwnSession, securityApi } from '../../api/security';
import { t } from '../../i18n';
import { dateTime, pastDay } from '../../i18n/dates';
import { user } from '../../session/session';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { Icon } from '../../ui/Icon/Icon';
import { showToast } from '../../ui/Toast/toast';

export function Sessions() {
  const asking = useAsked(securityApi.sessions);
  const [busy, setBusy] = useState(false);
  const run = async (ask: () => ReturnType<typeof securityApi.endOthers>, words: string) => {
    if (busy) return;
    setBusy(true);
    const answer = await ask();
    setBusy(false);
    // Ended elsewhere meanwhile: as wished.
    const done = answer.ok || (answer.kind === 'problem' && answer.status === 404);
    if (done) showToast({ text: words, tone: 'ok' });
    else showToast({ text: failureWords(answer), tone: 'bad' });
    await asking.again();
  };
  return (
    <section class="stack-s" aria-labelledby="appareils-connectes">
      <h2 id="appareils-connectes">{t('security.sessions')}</h2>
      <p class="muted">
        {t(user.value?.role === 'aide' ? 'security.sessionsLeadAide' : 'security.sessionsLead')}
      </p>
      <Asked of={asking} lines={2}>
        {({ items }) => (
          <>
            <ul class="card security-list">
              {items.map((session) => (
                <li key={session.id}>
                  <Line
                    session={session}
                    busy={busy}
                    onEnd={() =>
                      void run(
                        () => securityApi.endSession(session.id),
                        t('security.ended', { device: session.label }),
                      )
                    }
                  />
                </li>
              ))}
            </ul>
            {items.some(({ current }) => !current) ? (
              <div>
                <button
                  type="button"
                  class="button"
                  aria-disabled={busy}
                  onClick={() => void run(securityApi.endOthers, t('security.endedOthers'))}
                >
                  {t('security.endOthers')}
                </button>
              </div>
            ) : (
              <p class="muted small">{t('security.onlyThis')}</p>
            )}
          </>
        )}
      </Asked>
    </section>
  );
}

function Line({ session, busy, onEnd }: { session: OwnSession; busy: boolean; onEnd: () => void }) {
  return (
    <div class="security-line">
      <div>
        <p class="row">
          <strong>{session.label}</strong>
          {session.current ? <span class="tag ok">{t('security.thisDevice')}</span> : null}
        </p>
        <p class="muted small">
          {[
            session.last_seen_at ? t('security.seen', { date: dateTime(session.last_seen_at) }) : '',
            t('security.since', { date: pastDay(session.created_at) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {session.current ? null : (
        <button
          type="button"
          class="button plain"
          aria-label={t('security.endThis', { device: session.label })}
          aria-disabled={busy}
          onClick={onEnd}
        >
          <Icon name="close" size={18} />
          {t('security.end')}
        </button>
      )}
    </div>
  );
}
