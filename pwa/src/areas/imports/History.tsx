/// What was imported, and taking it back. What was left alone is named, with why.
import { useState } from 'preact/hooks';
import { type ImportItem, type ImportUndone, importsApi } from '../../api/imports';
import { t, tn, wordOr } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Icon } from '../../ui/Icon/Icon';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';

type Props = { items: ImportItem[]; next: string | null; onUndone: () => Promise<void> };

export function History({ items, next, onUndone }: Props) {
  const [older, setOlder] = useState<{ items: ImportItem[]; next: string | null }>({ items: [], next });
  const [asked, setAsked] = useState<ImportItem | null>(null);
  const [undone, setUndone] = useState<ImportUndone | null>(null);
  const more = async () => {
    const answer = await importsApi.list(older.next ?? undefined);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    setOlder({ items: [...older.items, ...answer.data.items], next: answer.data.next_cursor });
  };
  const known = new Set(items.map((item) => item.id));
  const all = [...items, ...older.items.filter((item) => !known.has(item.id))];
  return (
    <section class="stack" aria-labelledby="imports-history">
      <h2 id="imports-history">{t('imports.history')}</h2>
      {undone ? <Undone undone={undone} /> : null}
      {all.length === 0 ? <Empty title={t('imports.none')} more={t('imports.noneMore')} /> : null}
      <ul class="imports-list">
        {all.map((item) => (
          <li key={item.id}>
            <Line item={item} onUndo={() => setAsked(item)} />
          </li>
        ))}
      </ul>
      {older.next ? (
        <button type="button" class="button" onClick={() => void more()}>
          {t('imports.older')}
        </button>
      ) : null}
      {asked ? (
        <Confirm
          item={asked}
          onClose={() => setAsked(null)}
          onUndone={async (result) => {
            setAsked(null);
            setUndone(result);
            setOlder({ items: [], next });
            await onUndone();
          }}
        />
      ) : null}
    </section>
  );
}

function Line({ item, onUndo }: { item: ImportItem; onUndo: () => void }) {
  const what = wordOr('imports.kind', item.kind);
  const from = item.by?.name ?? wordOr('imports.origin', item.origin);
  return (
    <article class="card imports-line" aria-label={`${what}, ${dateTime(item.at)}`}>
      <div>
        <p class="row">
          <strong>{what}</strong>
          {item.undone_at ? <span class="tag warn">{t('imports.wasUndone')}</span> : null}
        </p>
        <p class="muted small">
          {dateTime(item.at)}
          {' · '}
          {from}
          {item.file_name ? ` · ${item.file_name}` : ''}
        </p>
        <p>{summed(item)}</p>
        {item.undone_at ? (
          <p class="muted small">
            {t('imports.undoneBy', { name: item.undone_by?.name ?? '', date: dateTime(item.undone_at) })}
          </p>
        ) : null}
      </div>
      {item.can_undo ? (
        <button type="button" class="button" onClick={onUndo}>
          <Icon name="undo" />
          {t('imports.undo')}
        </button>
      ) : null}
    </article>
  );
}

const summed = (item: ImportItem): string =>
  [
    tn('imports.added', item.added),
    tn('imports.changed', item.changed),
    tn('imports.over', item.ended),
    tn('imports.same', item.unchanged),
  ].join(' · ');

type ConfirmProps = {
  item: ImportItem;
  onClose: () => void;
  onUndone: (undone: ImportUndone) => Promise<void>;
};

function Confirm({ item, onClose, onUndone }: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const undo = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await importsApi.undo(item.id);
    setBusy(false);
    if (!answer.ok) return setTrouble(failureWords(answer));
    await onUndone(answer.data);
  };
  return (
    <Dialog title={t('imports.undoTitle')} onClose={onClose}>
      <div class="stack">
        <p>
          {wordOr('imports.kind', item.kind)}, {dateTime(item.at)} : {summed(item)}
        </p>
        <p>{t('imports.undoLead')}</p>
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        <div class="row">
          <button type="button" class="button main" aria-disabled={busy} onClick={() => void undo()}>
            {busy ? t('imports.busy') : t('imports.undoDo')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('imports.keep')}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

function Undone({ undone }: { undone: ImportUndone }) {
  return (
    <Notice tone={undone.left_alone > 0 ? 'warn' : 'ok'}>
      <strong>{tn('imports.takenBack', undone.taken_back)}</strong>
      {undone.left_alone > 0 ? (
        <>
          <span>{tn('imports.leftAlone', undone.left_alone)}</span>
          <ul class="imports-left">
            {undone.left.map((left) => (
              <li key={left.ref}>
                <code>{left.ref}</code>
                {left.fields.length > 0
                  ? ` (${left.fields.map((name) => wordOr('imports.field', name)).join(', ')})`
                  : ''}{' '}
                : {left.detail}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Notice>
  );
}
