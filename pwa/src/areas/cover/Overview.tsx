/// The page: what one can do, who is there, and every cover.
import { useState } from 'preact/hooks';
import type { Cover } from '../../api/cover';
import { coverApi } from '../../api/cover';
import { hasCode } from '../../api/problem';
import { t } from '../../i18n';
import { refreshMe, user } from '../../session/session';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { Icon } from '../../ui/Icon/Icon';
import { Heading } from '../../ui/Page/Page';
import { showToast } from '../../ui/Toast/toast';
import { Duty } from './Duty';
import { type Draft, draftForAbsence, draftForGap, newDraft } from './draft';
import { EndDialog } from './EndDialog';
import { CoverForm } from './Form/CoverForm';
import { TakeOver } from './Form/TakeOver';
import { ImportDialog } from './ImportDialog';
import { List } from './List';
import { loadAround } from './load';

type Open =
  | { kind: 'form'; draft: Draft }
  | { kind: 'takeOver' }
  | { kind: 'import' }
  | { kind: 'end'; cover: Cover }
  | null;

export function Overview() {
  const asking = useAsked(loadAround);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const admin = user.value?.role === 'administrator';
  // The banner above the page speaks of the same covers.
  const reload = async () => void (await Promise.all([asking.again(), refreshMe()]));

  const saved = (cover: Cover) => {
    close();
    const run = () => void end(cover, reload);
    showToast({ text: t('cover.done'), tone: 'ok', action: { label: t('app.undo'), run } });
    void reload();
  };
  return (
    <>
      <header>
        <Heading title={t('cover.title')} />
        <p class="muted">{t('cover.lead')}</p>
      </header>
      <div class="row">
        <button
          type="button"
          class="button main"
          onClick={() =>
            setOpen({ kind: 'form', draft: newDraft(admin ? null : (user.value?.id ?? null), new Date()) })
          }
        >
          <Icon name="plus" />
          {t('cover.plan')}
        </button>
        {admin ? null : (
          <button type="button" class="button" onClick={() => setOpen({ kind: 'takeOver' })}>
            <Icon name="users" />
            {t('cover.takeOver')}
          </button>
        )}
        <button type="button" class="button" onClick={() => setOpen({ kind: 'import' })}>
          <Icon name="install" />
          {t('cover.import')}
        </button>
      </div>
      <Asked of={asking} lines={6}>
        {({ covers, duty, people }) => (
          <>
            <List
              covers={covers}
              onEnd={(cover) => setOpen({ kind: 'end', cover })}
              onFill={(absence) => setOpen({ kind: 'form', draft: draftForAbsence(absence, new Date()) })}
            />
            <Duty
              items={duty}
              onFill={(sector, day) => setOpen({ kind: 'form', draft: draftForGap(sector, day) })}
            />
            {open?.kind === 'form' ? (
              <CoverForm begin={open.draft} people={people} onClose={close} onSaved={saved} />
            ) : null}
            {open?.kind === 'takeOver' ? <TakeOver people={people} onClose={close} onSaved={saved} /> : null}
            {open?.kind === 'import' ? (
              <ImportDialog people={people} onClose={close} onDone={reload} />
            ) : null}
          </>
        )}
      </Asked>
      {open?.kind === 'end' ? (
        <EndDialog
          cover={open.cover}
          onClose={close}
          onConfirm={() => {
            close();
            void end(open.cover, reload);
          }}
        />
      ) : null}
    </>
  );
}

async function end(cover: Cover, reload: () => Promise<void>): Promise<void> {
  const answer = await coverApi.end(cover.id, cover.version);
  if (answer.ok) showToast({ text: t('cover.doneEnd'), tone: 'ok' });
  else {
    const text = hasCode(answer, 'stale_version') ? t('cover.faster') : failureWords(answer);
    showToast({ text, tone: 'bad' });
  }
  await reload();
}
