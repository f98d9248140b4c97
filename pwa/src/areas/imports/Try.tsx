/// From a file to an import: first what it would change, then the import itself. Nothing is half imported.
import { useState } from 'preact/hooks';
import { type ImportDiff, type ImportKind, importsApi } from '../../api/imports';
import { t } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Notice } from '../../ui/Notice/Notice';
import { Switch } from '../../ui/Switch/Switch';
import { Diff } from './Diff';
import { type Chosen, DropFile } from './DropFile';

type Props = { kind: ImportKind; onDone: () => Promise<void> };

export function Try({ kind, onDone }: Props) {
  const [file, setFile] = useState<Chosen | null>(null);
  const [more, setMore] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [diff, setDiff] = useState<ImportDiff | null>(null);

  const fresh = (change: () => void) => {
    change();
    setDiff(null);
    setTrouble('');
  };
  const send = async (dryRun: boolean) => {
    if (busy) return;
    if (!file) return setTrouble(t('imports.noFile'));
    setBusy(true);
    setTrouble('');
    const body = {
      csv: file.text,
      dry_run: dryRun,
      file_name: file.name,
      archive_missing: more && kind === 'persons',
      invite: more && kind === 'aides',
    };
    const answer = await importsApi.send(kind, body);
    setBusy(false);
    if (!answer.ok) return setTrouble(failureWords(answer));
    setDiff(answer.data);
    if (answer.data.id) await onDone();
  };
  const counts = diff?.counts;
  const ready = diff?.dry_run === true && counts !== undefined && counts.errors === 0;
  const anything = counts !== undefined && counts.added + counts.changed + counts.ended > 0;
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send(!(ready && anything));
      }}
    >
      <h2>{t('imports.new')}</h2>
      <DropFile
        chosen={file}
        onChosen={(chosen) => fresh(() => setFile(chosen))}
        onTooBig={() => fresh(() => setTrouble(t('imports.big')))}
      />
      {kind === 'persons' || kind === 'aides' ? (
        <Switch
          label={t(`imports.more.${kind}`)}
          more={t(`imports.moreLead.${kind}`)}
          on={more}
          onChange={(on) => fresh(() => setMore(on))}
        />
      ) : null}
      {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
      {diff ? <Diff diff={diff} /> : null}
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy}>
          {busy ? t('imports.busy') : ready && anything ? t('imports.do') : t('imports.check')}
        </button>
      </div>
    </form>
  );
}
