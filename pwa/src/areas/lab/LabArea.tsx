/// The rule lab: current rules and a draft side by side, what the draft would have done, and publishing it.
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { lab } from '../../i18n/lab/fr';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { Editor } from './Editor/Editor';
import './lab.css';
import './lab-figures.css';
import { Exceptions } from './Publish/Exceptions';
import { Publish } from './Publish/Publish';
import { Shadow } from './Publish/Shadow';
import { Versions } from './Publish/Versions';
import { Replay } from './Results/Replay';
import { pause, resume } from './replay';
import { answer, carryOn, current, giveUp, kept, open, stale } from './store';

/// What this area says, in both languages.
export const words = { fr: lab, en: () => import('../../i18n/lab/en').then((chunk) => chunk.lab) };

const PARTS = [
  { id: 'brouillon', word: 'lab.draft' },
  { id: 'rejouer', word: 'lab.replay' },
  { id: 'essai', word: 'lab.shadow' },
  { id: 'publier', word: 'lab.publish' },
  { id: 'exceptions', word: 'lab.exceptions' },
  { id: 'versions', word: 'lab.versions' },
] as const;

export function LabArea() {
  useEffect(() => {
    void open().then(resume);
    return pause;
  }, []);
  const found = answer.value;
  return (
    <main id="main" class="lab">
      <header class="stack-s">
        <Heading title={t('lab.title')} />
        <p class="muted">{t('lab.lead')}</p>
      </header>
      {found === 'loading' ? <Skeleton lines={5} label={t('app.loading')} /> : null}
      {found === 'failed' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void open()}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {typeof found === 'string' ? null : current.value === null ? (
        <Notice tone="bad">{t('lab.unreadable')}</Notice>
      ) : (
        <>
          <p class="row">
            <strong>{t('lab.version', { n: found.current.version })}</strong>
            <span class="tag ok">{t('lab.isInForce')}</span>
            <span class="muted small">
              {dateTime(found.current.effective_from)}
              {found.current.reason ? ` · ${found.current.reason}` : ''}
            </span>
          </p>
          <nav class="lab-nav" aria-label={t('lab.parts')}>
            {PARTS.map(({ id, word }) => (
              <a key={id} href={`#${id}`}>
                {t(word)}
              </a>
            ))}
          </nav>
          {stale.value ? <Stale version={found.current.version} /> : null}
          <Editor />
          <Replay />
          <Shadow answer={found} />
          <Publish />
          <Exceptions />
          <Versions answer={found} />
        </>
      )}
    </main>
  );
}

function Stale({ version }: { version: number }) {
  return (
    <div id="perime" tabIndex={-1}>
      <Notice tone="bad">
        <strong>{t('lab.stale', { n: version, mine: kept.value?.base_version ?? '' })}</strong>
        <span class="row">
          <button type="button" class="button main" onClick={carryOn}>
            {t('lab.carryOn', { n: version })}
          </button>
          <button type="button" class="button" onClick={giveUp}>
            {t('lab.drop')}
          </button>
        </span>
      </Notice>
    </div>
  );
}
