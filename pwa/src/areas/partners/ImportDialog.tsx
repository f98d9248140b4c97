/// A list of partners from a CSV file: first a look at what it would do, then the import. Nothing is half imported.
import { useState } from 'preact/hooks';
import { type PartnerImport, partnersApi } from '../../api/partners';
import { t, tn } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { FileText } from '../../ui/FileText/FileText';
import { ImportErrors } from '../../ui/FileText/ImportErrors';
import { Notice } from '../../ui/Notice/Notice';
import type { Kinds } from './PartnersArea';

const COLUMNS = 'ref;name;kind;sectors;area;contact_name;phone;email;availability;note';

type Found = { result: PartnerImport; written: boolean };

type Props = { kinds: Kinds; onClose: () => void; onDone: () => Promise<void> };

export function ImportDialog({ kinds, onClose, onDone }: Props) {
  const [csv, setCsv] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [found, setFound] = useState<Found | null>(null);

  const change = (text: string) => {
    setCsv(text);
    setFound(null);
    setTrouble('');
  };
  const send = async (dryRun: boolean) => {
    if (busy) return;
    if (csv.trim() === '') return setTrouble(t('partners.importEmpty'));
    setBusy(true);
    setTrouble('');
    const answer = await partnersApi.import(csv, dryRun);
    setBusy(false);
    if (!answer.ok) return setTrouble(failureWords(answer));
    const written = !dryRun && answer.data.errors.length === 0;
    setFound({ result: answer.data, written });
    if (written) await onDone();
  };
  const clean = found !== null && found.result.errors.length === 0;
  return (
    <Dialog title={t('partners.import')} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(!(clean && !found.written));
        }}
      >
        <p>{t('partners.importLead')}</p>
        <div class="stack-s">
          <p class="strong">{t('partners.importColumns')}</p>
          <p>
            <code class="partners-columns">{COLUMNS}</code>
          </p>
          <p class="muted small">{t('partners.importColumnsMore')}</p>
          <Disclosure title={t('partners.importKinds')} extra={String(kinds.length)}>
            <dl class="partners-kinds">
              {kinds.map((kind) => (
                <div key={kind.value}>
                  <dt>
                    <code>{kind.value}</code>
                  </dt>
                  <dd>{kind.label}</dd>
                </div>
              ))}
            </dl>
          </Disclosure>
        </div>
        <FileText
          text={csv}
          onChange={change}
          onTooBig={() => setTrouble(t('partners.importBig'))}
          fileLabel={t('partners.importFile')}
          textLabel={t('partners.importText')}
          accept=".csv,text/csv,text/plain"
        />
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        {found ? <Outcome found={found} /> : null}
        <div class="row">
          {found?.written ? null : (
            <button type="submit" class="button main" aria-disabled={busy}>
              {busy ? t('partners.importBusy') : clean ? t('partners.importDo') : t('partners.importCheck')}
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
        title={tn('partners.importErrors', result.errors.length)}
        errors={result.errors}
        line={(n) => t('partners.importLine', { n })}
      />
    );
  }
  return (
    <Notice tone={written ? 'ok' : 'info'}>
      <strong>{written ? t('partners.importDid') : t('partners.importWould')}</strong>
      <ul>
        <li>{tn('partners.importAdded', result.added)}</li>
        <li>{tn('partners.importChanged', result.changed)}</li>
        <li>{tn('partners.importSame', result.unchanged)}</li>
      </ul>
    </Notice>
  );
}
