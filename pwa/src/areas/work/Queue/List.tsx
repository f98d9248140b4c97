/// The rows, and what stands around them: how many, what is new, what to do with the chosen ones.
import { useEffect, useState } from 'preact/hooks';
import { lang, t, tn } from '../../../i18n';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { type Filter, writeFilter } from '../filters';
import { line, load, loadMore, cursor as next, queue, reloadQueue } from '../live';
import { lookWords } from '../presence';
import { clearSelection, picking, selection } from '../selection';
import { BulkBar } from './BulkBar';
import { EmptyQueue } from './EmptyQueue';
import { Row } from './Row';

type Props = { filter: Filter; open: string | null; cursor: string | null };

/// Ages are words that grow old: say them again each minute.
function useMinute(): number {
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / 60_000)), 15_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

export function List({ filter, open, cursor }: Props) {
  const minute = useMinute();
  const { items, pending, gone } = queue.value;
  const search = writeFilter(filter);
  if (load.value === 'loading') return <Skeleton lines={6} label={t('app.loading')} />;
  if (load.value === 'failed') {
    return (
      <Notice tone="bad">
        {t('app.unreachable')}
        <button type="button" class="button" onClick={() => void reloadQueue()}>
          {t('app.retry')}
        </button>
      </Notice>
    );
  }
  return (
    <>
      <div class="list-head">
        <p class="muted small">
          {next.value ? t('work.countMore', { n: items.length }) : tn('work.count', items.length)}
        </p>
        <div role="status">
          {pending.length > 0 ? (
            <button type="button" class="button main pill" onClick={() => void reloadQueue()}>
              {tn('work.new', pending.length)} · {t('work.showNew')} <kbd>r</kbd>
            </button>
          ) : null}
        </div>
        {items.length > 1 ? <PickButton /> : null}
      </div>
      {items.length === 0 && pending.length === 0 ? <EmptyQueue filter={filter} /> : null}
      <ul class={`alerts${line.value.kind === 'lost' ? ' stale' : ''}${picking.value ? ' picking' : ''}`}>
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            search={search}
            open={item.id === open}
            pointed={item.id === cursor}
            chosen={selection.value.has(item.id)}
            gone={gone.has(item.id)}
            lookers={lookWords(item.id)}
            minute={minute}
            locale={lang.value}
          />
        ))}
      </ul>
      {next.value ? (
        <button type="button" class="button" onClick={() => void loadMore()}>
          {t('work.more')}
        </button>
      ) : null}
      <BulkBar />
    </>
  );
}

/// On a touch screen: shows the boxes.
function PickButton() {
  return (
    <button
      type="button"
      class="button plain pick-button"
      aria-pressed={picking.value}
      onClick={() => {
        if (picking.value) clearSelection();
        else picking.value = true;
      }}
    >
      {t('triage.pick')}
    </button>
  );
}
