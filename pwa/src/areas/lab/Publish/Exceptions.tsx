/// What differs for a sector or a person: the list, and the draft's changes put in force for one sector alone.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Exception as Row } from '../../../api/lab';
import { t, tn } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { exceptionOf } from '../rules/exception';
import { type Fields, isFields } from '../rules/model';
import { changed, giveUp, problems, takeProblems } from '../store';
import { fieldWord, ruleWord, valueWords } from '../words';
import { ConfirmDialog } from './ConfirmDialog';

type Sector = { id: string; name: string };
type Found = { kind: 'loading' | 'failed' } | { kind: 'found'; rows: Row[]; sectors: Sector[] };

async function load(): Promise<Found> {
  const [rows, me] = await Promise.all([api.overrides(), api.me()]);
  return rows.ok && me.ok
    ? { kind: 'found', rows: rows.data.items, sectors: me.data.sectors }
    : { kind: 'failed' };
}

export function Exceptions() {
  const [found, setFound] = useState<Found>({ kind: 'loading' });
  const again = async () => setFound(await load());
  useEffect(() => void again(), []);
  return (
    <section id="exceptions" class="stack" aria-labelledby="exceptions-title">
      <h2 id="exceptions-title">{t('lab.exceptions')}</h2>
      <p class="muted">{t('lab.exceptionsLead')}</p>
      {found.kind === 'failed' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void again()}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {found.kind === 'found' ? (
        <>
          {found.rows.length === 0 ? <p>{t('lab.exceptionsNone')}</p> : null}
          <ul class="lab-versions">
            {found.rows.map((row) => (
              <One key={row.id} row={row} onGone={() => void again()} />
            ))}
          </ul>
          <Add sectors={found.sectors} onAdded={() => void again()} />
        </>
      ) : null}
    </section>
  );
}

function One({ row, onGone }: { row: Row; onGone: () => void }) {
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    const answer = await api.removeOverride(row.id);
    if (!answer.ok && answer.kind !== 'problem') {
      showToast({ text: t('app.unreachable'), tone: 'bad' });
      return;
    }
    showToast({ text: t('lab.exceptionGone', { name: row.name }), tone: 'ok' });
    onGone();
  };
  return (
    <li class="card stack-s">
      <p class="row">
        <strong>{row.sector_id ? t('lab.exceptionSector', { name: row.name }) : row.name}</strong>
        <span class="muted small">{dateTime(row.created_at)}</span>
      </p>
      <ul>
        {linesOf(row.overrides).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{row.reason}</p>
      <div class="row">
        {asking ? (
          <>
            <button type="button" class="button main" onClick={() => void remove()}>
              {t('lab.exceptionEndDo')}
            </button>
            <button type="button" class="button plain" onClick={() => setAsking(false)}>
              {t('app.cancel')}
            </button>
          </>
        ) : (
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {t('lab.exceptionEnd')}
            <span class="hidden"> {row.name}</span>
          </button>
        )}
      </div>
    </li>
  );
}

/// `Écart durable : seuil 4`, one line a value.
function linesOf(overrides: Fields): string[] {
  const rules = isFields(overrides.rules) ? overrides.rules : {};
  return Object.entries(rules).flatMap(([id, fields]) =>
    Object.entries(isFields(fields) ? fields : {}).map(([field, value]) =>
      t('lab.exceptionLine', {
        rule: ruleWord(id),
        field: field === 'enabled' ? t('lab.enabled') : fieldWord(id, field),
        value: valueWords(value),
      }),
    ),
  );
}

function Add({ sectors, onAdded }: { sectors: Sector[]; onAdded: () => void }) {
  const [sector, setSector] = useState(sectors[0]?.id ?? '');
  const [asking, setAsking] = useState(false);
  const exception = exceptionOf(changed.value);
  const name = sectors.find(({ id }) => id === sector)?.name ?? '';
  if (changed.value.length === 0 || sectors.length === 0)
    return <p class="muted">{t('lab.exceptionNoDraft')}</p>;
  if (exception === null) return <p class="muted">{t('lab.exceptionWhole')}</p>;
  const send = async (reason: string): Promise<string | null> => {
    const answer = await api.addOverride({ sector_id: sector, overrides: exception, reason });
    if (answer.ok) {
      setAsking(false);
      giveUp();
      showToast({ text: t('lab.exceptionAdded', { name }), tone: 'ok' });
      onAdded();
      return null;
    }
    if (answer.kind !== 'problem') return t(answer.kind === 'ended' ? 'app.ended' : 'app.unreachable');
    takeProblems(answer);
    return answer.problem.errors?.map((error) => error.detail).join(' ') || answer.problem.detail;
  };
  return (
    <div class="row">
      <label class="row">
        <span>{t('lab.exceptionFor')}</span>
        <select class="input" value={sector} onChange={(event) => setSector(event.currentTarget.value)}>
          {sectors.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="button"
        aria-disabled={problems.value.length > 0}
        onClick={() => problems.value.length === 0 && setAsking(true)}
      >
        {t('lab.exceptionAsk')}
      </button>
      {asking ? (
        <ConfirmDialog
          title={t('lab.exceptionTitle', { name })}
          submit={t('lab.exceptionDo')}
          onClose={() => setAsking(false)}
          onSubmit={send}
        >
          <p>{tn('lab.publishChanges', changed.value.length)}</p>
          <p class="muted small">{t('lab.exceptionMore')}</p>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}
