/// Absences from a calendar or a table: first a look at what was found, then the import.
import { useState } from 'preact/hooks';
import { type AbsenceImport, coverApi } from '../../api/cover';
import type { Named } from '../../api/types';
import { t, tn } from '../../i18n';
import { dayTime } from '../../i18n/dates';
import { user } from '../../session/session';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Select } from '../../ui/Field/Field';
import { FileText } from '../../ui/FileText/FileText';
import { ImportErrors } from '../../ui/FileText/ImportErrors';
import { Notice } from '../../ui/Notice/Notice';
import { formatOf } from './draft';

type Found = { result: AbsenceImport; written: boolean };
type Props = { people: Named[]; onClose: () => void; onDone: () => Promise<void> };

export function ImportDialog({ people, onClose, onDone }: Props) {
  const admin = user.value?.role === 'administrator';
  const [who, setWho] = useState('');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const change = (next: string) => {
    setText(next);
    setFound(null);
    setTrouble('');
  };
  const send = async (dryRun: boolean) => {
    if (busy) return;
    if (text.trim() === '') return setTrouble(t('cover.importEmpty'));
    setBusy(true);
    setTrouble('');
    const user_id = admin ? who : (user.value?.id ?? '');
    const answer = await coverApi.import({
      format: formatOf(text),
      text,
      dry_run: dryRun,
      ...(user_id ? { user_id } : {}),
    });
    setBusy(false);
    if (!answer.ok) return setTrouble(failureWords(answer));
    const written = !dryRun && answer.data.errors.length === 0;
    setFound({ result: answer.data, written });
    if (written) await onDone();
  };
  const clean = found !== null && found.result.errors.length === 0 && found.result.absences.length > 0;
  return (
    <Dialog title={t('cover.import')} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(!(clean && !found.written));
        }}
      >
        <p>{t('cover.importLead')}</p>
        {admin ? (
          <Select
            label={t('cover.importWho')}
            value={who}
            onChange={(next) => {
              setWho(next);
              setFound(null);
            }}
            options={[
              { value: '', label: t('cover.importWhoFile') },
              ...people.map((one) => ({ value: one.id, label: one.name })),
            ]}
          />
        ) : null}
        <FileText
          text={text}
          onChange={change}
          onTooBig={() => setTrouble(t('cover.importBig'))}
          fileLabel={t('cover.importFile')}
          textLabel={t('cover.importText')}
          accept=".ics,.csv,text/calendar,text/csv,text/plain"
        />
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        {found ? <Outcome found={found} /> : null}
        <div class="row">
          {found?.written ? null : (
            <button type="submit" class="button main" aria-disabled={busy}>
              {busy ? t('cover.importBusy') : clean ? t('cover.importDo') : t('cover.importCheck')}
            </button>
          )}
          <button type="button" class={`button${found?.written ? ' main' : ' plain'}`} onClick={onClose}>
            {found?.written ? t('app.close') : t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Outcome({ found: { result, written } }: { found: Found }) {
  if (result.errors.length > 0) {
    return (
      <ImportErrors
        title={tn('cover.importErrors', result.errors.length)}
        errors={result.errors}
        line={(n) => t('cover.importLine', { n })}
      />
    );
  }
  if (result.absences.length === 0) return <Notice tone="warn">{t('cover.importNothing')}</Notice>;
  return (
    <Notice tone={written ? 'ok' : 'info'}>
      <strong>{t(written ? 'cover.importDid' : 'cover.importWould')}</strong>
      <ul class="stack-s">
        {result.absences.map((absence) => (
          <li key={`${absence.user.id}-${absence.from}`}>
            <strong>{absence.user.name}</strong> ·{' '}
            {t('cover.between', { from: dayTime(absence.from), to: dayTime(absence.to) })}
            {absence.summary ? ` · ${absence.summary}` : ''} (
            {t(absence.action === 'added' ? 'cover.importAdded' : 'cover.importKnown')})
          </li>
        ))}
      </ul>
    </Notice>
  );
}
