/// One person of the register and what can be done about their file.
import { useState } from 'preact/hooks';
import type { Result } from '../../api/problem';
import { type Entry, registerApi } from '../../api/register';
import { t } from '../../i18n';
import { pastDay } from '../../i18n/dates';
import { user } from '../../session/session';
import { failureWords } from '../../ui/Asked/Asked';
import { showToast } from '../../ui/Toast/toast';
import { Card } from '../place/lazy';
import { Archive } from './Archive';
import { Copy } from './Copy';
import { Erase } from './Erase';

type Props = { entry: Entry; onChange: (now: Entry) => void; onStale: () => void };

export function Line({ entry, onChange, onStale }: Props) {
  const [open, setOpen] = useState<'copy' | 'card' | 'archive' | 'erase' | null>(null);
  const close = () => setOpen(null);
  const settle = (answer: Result<Entry>, said: string, undo?: (now: Entry) => void) => {
    if (answer.ok) {
      onChange(answer.data);
      const action = undo ? { action: { label: t('app.undo'), run: () => undo(answer.data) } } : {};
      return showToast({ tone: 'ok', text: said, ...action });
    }
    const stale = answer.kind === 'problem' && answer.problem.code === 'stale_version';
    if (stale) onStale();
    showToast({ tone: 'bad', text: stale ? t('register.faster') : failureWords(answer) });
  };
  const restore = async ({ id, version }: Entry) =>
    settle(await registerApi.restore(id, version), t('register.restoreDone'));
  const archive = async (reason: string) => {
    close();
    const answer = await registerApi.archive(entry.id, entry.version, reason);
    settle(answer, t('register.archiveDone'), (now) => void restore(now));
  };
  const { name } = entry;
  const forgotten = entry.pseudonymised_at !== null;
  const may = user.value?.role === 'administrator';
  return (
    <article class="register-line" aria-label={name}>
      <div class="register-who">
        <strong>{name}</strong>
        <span class="muted small">{[entry.sector.name, entry.ref].filter(Boolean).join(' · ')}</span>
        <Ended entry={entry} />
      </div>
      <fieldset class="row register-actions">
        <legend class="hidden">{t('register.actions', { name })}</legend>
        <button type="button" class="button" onClick={() => setOpen('copy')}>
          {t('register.copy')}
        </button>
        {entry.archived_at ? null : (
          <button type="button" class="button" onClick={() => setOpen('card')}>
            {t('register.card')}
          </button>
        )}
        {forgotten ? null : entry.archived_at ? (
          <button type="button" class="button" onClick={() => void restore(entry)}>
            {t('register.restore')}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => setOpen('archive')}>
            {t('register.archive')}
          </button>
        )}
        {may && !forgotten ? (
          <button type="button" class="button" onClick={() => setOpen('erase')}>
            {t('register.erase')}
          </button>
        ) : null}
      </fieldset>
      {open === 'copy' ? <Copy id={entry.id} name={name} onClose={close} /> : null}
      {open === 'card' ? (
        <Card
          person={entry}
          madeAt={entry.place_code_at ?? null}
          onChange={(place_code_at) => onChange({ ...entry, place_code_at })}
          onClose={close}
        />
      ) : null}
      {open === 'archive' ? <Archive name={name} onArchive={archive} onClose={close} /> : null}
      {open === 'erase' ? (
        <Erase
          entry={entry}
          onClose={close}
          onErased={(answer) => {
            close();
            settle(answer, t('register.eraseDone'));
          }}
        />
      ) : null}
    </article>
  );
}

function Ended({ entry }: { entry: Entry }) {
  const { archived_at, archive_reason, pseudonymised_at, erased_at } = entry;
  if (!archived_at) return null;
  const said = erased_at
    ? t('register.erased', { date: pastDay(erased_at) })
    : pseudonymised_at
      ? t('register.forgotten', { date: pastDay(pseudonymised_at) })
      : t('register.since', { date: pastDay(archived_at) });
  return <span class="small">{archive_reason ? `${said} : ${archive_reason}` : said}</span>;
}
