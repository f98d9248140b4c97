/// Every version with who published it and why; one step back.
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { RulesAnswer } from '../../../api/lab';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { adopt } from '../store';
import { ConfirmDialog } from './ConfirmDialog';
import { waitingVersion } from './waiting';

export function Versions({ answer }: { answer: RulesAnswer }) {
  const [asking, setAsking] = useState(false);
  const { versions } = answer;
  const waiting = waitingVersion(answer);
  const takeBack = async () => {
    const result = await api.takeBackRules();
    if (result.ok) adopt(result.data);
    const wrong = result.ok ? null : result.kind === 'problem' ? result.problem.detail : t('app.unreachable');
    showToast({ text: wrong ?? t('lab.takenBack'), tone: wrong ? 'bad' : 'ok' });
  };
  const before = versions.filter((version) => version.version < answer.current.version)[0];
  const rollBack = async (reason: string): Promise<string | null> => {
    const result = await api.rollBackRules(reason);
    if (!result.ok) return result.kind === 'problem' ? result.problem.detail : t('app.unreachable');
    adopt(result.data);
    setAsking(false);
    showToast({ text: t('lab.rolledBack', { n: result.data.current.version }), tone: 'ok' });
    return null;
  };
  return (
    <section id="versions" class="stack" aria-labelledby="versions-title">
      <h2 id="versions-title">{t('lab.versions')}</h2>
      <ol class="lab-versions" reversed>
        {versions.map((version) => (
          <li key={version.version} class="card">
            <p class="row">
              <strong>{t('lab.version', { n: version.version })}</strong>
              {version.in_force ? <span class="tag ok">{t('lab.isInForce')}</span> : null}
              {version === waiting ? <span class="tag warn">{t('lab.isWaiting')}</span> : null}
              <span class="muted small">
                {dateTime(version.effective_from)} · {version.published_by?.name ?? t('lab.bySystem')}
              </span>
            </p>
            {version.reason ? <p>{version.reason}</p> : null}
            {version === waiting ? (
              <button type="button" class="button" onClick={() => void takeBack()}>
                {t('lab.takeBack')}
              </button>
            ) : null}
          </li>
        ))}
      </ol>
      {before ? (
        <div>
          <button type="button" class="button" onClick={() => setAsking(true)}>
            <Icon name="undo" />
            {t('lab.rollBack')}
          </button>
        </div>
      ) : (
        <p class="muted">{t('lab.noBefore')}</p>
      )}
      {asking && before ? (
        <ConfirmDialog
          title={t('lab.rollBack')}
          submit={t('lab.rollBackDo')}
          onClose={() => setAsking(false)}
          onSubmit={rollBack}
        >
          <p>{t('lab.rollBackMore', { n: before.version })}</p>
        </ConfirmDialog>
      ) : null}
    </section>
  );
}
