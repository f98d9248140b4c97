/// Queue and detail, and the keys that drive both.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { lazily } from '../../app/lazily';
import { t } from '../../i18n';
import { pushState } from '../../push/browser';
import { NotifyMe } from '../../push/NotifyMe/NotifyMe';
import { user } from '../../session/session';
import { EmergencyNotice } from '../../ui/Emergency/Emergency';
import { Icon } from '../../ui/Icon/Icon';
import { Heading } from '../../ui/Page/Page';
import { runToastAction } from '../../ui/Toast/toast';
import { runBulk } from './bulk';
import { takeFromList, takeOpenAlert } from './Detail/actions';
import { type Form, openForm, openWith } from './Detail/open';
import { readFilter, writeFilter } from './filters';
import { type Command, whereIs } from './keys';
import { loadMore, loadQueue, cursor as nextPage, queue, reloadQueue } from './live';
import { reportNeed } from './Need/open';
import { lookAt, startPresence } from './presence';
import { bulkForm } from './Queue/BulkBar';
import { Filters } from './Queue/Filters';
import { List } from './Queue/List';
import './Queue/queue.css';
import { Scopes } from './Queue/Scopes';
import { neighbour } from './queue';
import { clearSelection, selection, toggleSelected } from './selection';
import { useCommands } from './useKeys';
import './work.css';

// With its chart it weighs as much as the rest of the page; asked for as soon as the list is there.
const Detail = lazily(() => import('./Detail/Detail').then((chunk) => chunk.Detail));

const FORMS: Partial<Record<Command, Form>> = {
  note: 'note',
  action: 'action',
  follow_up: 'follow_up',
  snooze: 'snooze',
  close: 'close',
};

/// `at`: the alert the keys are about, open or only pointed at.
type Moves = {
  open: string | null;
  at: string | null;
  go: (id: string | null) => void;
  point: (id: string) => void;
};

async function step({ open, at, go, point }: Moves, by: 1 | -1): Promise<void> {
  // The last row is not the end when there are more to load.
  if (by === 1 && nextPage.value && at === queue.value.items.at(-1)?.id) await loadMore();
  const id = neighbour(queue.value, at, by);
  if (!id) return;
  if (open) go(id);
  else point(id);
}

function back({ open, go }: Moves): void {
  if (openForm.value) openForm.value = null;
  else if (whereIs(document.activeElement) === 'text') (document.activeElement as HTMLElement).blur();
  else if (selection.value.size > 0) clearSelection();
  else if (open) go(null);
}

/// With alerts chosen, `a` and `v` are about all of them; else about the one that is open or pointed at.
function act(command: Command, { open, at, go }: Moves): void {
  if (selection.value.size > 0 && (command === 'take' || command === 'snooze')) {
    if (command === 'take') void runBulk({ verb: 'claim' });
    else bulkForm.value = 'snooze';
    return;
  }
  if (command === 'take') {
    const item = queue.value.items.find((one) => one.id === at);
    if (open) void takeOpenAlert(open);
    else if (item) void takeFromList(item);
    return;
  }
  const form = FORMS[command] ?? null;
  if (open) openForm.value = form;
  else if (at && form) {
    openWith(form);
    go(at);
  }
}

/// On a narrow screen the search lies folded among the filters.
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('[data-search=person]');
  field?.closest('details')?.setAttribute('open', '');
  field?.focus();
}

/// Commands that need no alert of their own.
const PLAIN: Partial<Record<Command, (moves: Moves) => void>> = {
  next: (moves) => void step(moves, 1),
  previous: (moves) => void step(moves, -1),
  open: ({ at, go }) => {
    if (at) go(at);
  },
  back,
  select: ({ at }) => {
    if (at) toggleSelected(at);
  },
  undo: runToastAction,
  reload: () => void reloadQueue(),
  search: focusSearch,
};

function run(command: Command, moves: Moves): void {
  const plain = PLAIN[command];
  if (plain) plain(moves);
  else act(command, moves);
}

const rowOf = (id: string) => document.getElementById(`alert-${id}`);

/// The row the keys are at has the focus: a screen reader says it, and Tab goes on from it.
function focusRow(id: string): void {
  rowOf(id)?.querySelector<HTMLElement>('.alert-link')?.focus({ preventScroll: true });
  rowOf(id)?.scrollIntoView({ block: 'nearest' });
}

export function Workplace({ id }: { id?: string }) {
  const { query, route } = useLocation();
  const filter = readFilter(query);
  const key = writeFilter(filter);
  const open = id ?? null;
  const [cursor, setCursor] = useState<string | null>(null);
  const title = user.value?.role === 'sector_referent' ? t('work.mySector') : t('work.alerts');

  useEffect(() => void loadQueue(filter), [key]);
  useEffect(Detail.preload, []);
  useEffect(startPresence, []);
  useEffect(() => {
    if (open) setCursor(open);
  }, [open]);
  useEffect(() => lookAt(open), [open]);
  useEffect(() => clearSelection, []);

  // Back in the list, one goes on from the row one came from.
  const before = useRef(open);
  useEffect(() => {
    if (before.current && !open) focusRow(before.current);
    before.current = open;
  }, [open]);

  const point = (next: string) => {
    setCursor(next);
    if (open) rowOf(next)?.scrollIntoView({ block: 'nearest' });
    else focusRow(next);
  };
  const go = (next: string | null) => {
    if (next) point(next);
    route(next ? `/alertes/${next}${key}` : `/alertes${key}`);
  };
  useCommands((command) => run(command, { open, at: open ?? cursor, go, point }));

  return (
    <main id="main" class={`workplace${open ? ' opened' : ''}`}>
      <Filters
        filter={filter}
        // The open alert stays beside a list that is narrowed; each letter typed is not a page to go back to.
        onChange={(next) =>
          route(`/alertes${open ? `/${open}` : ''}${writeFilter(next)}`, next.q !== filter.q)
        }
      />
      <section class="work-list" aria-labelledby="work-title">
        <div class="row between">
          <div id="work-title">{open ? <h2 class="list-title">{title}</h2> : <Heading title={title} />}</div>
          <button type="button" class="button plain" aria-label={t('case.need')} onClick={() => reportNeed()}>
            <Icon name="plus" />
            <span class="need-long">{t('case.need')}</span>
            <span class="need-short">{t('case.needShort')}</span>
          </button>
        </div>
        <Scopes filter={filter} />
        {pushState.value === 'unsupported' ? null : <NotifyMe why={t('push.whyTeam')} />}
        <List filter={filter} open={open} cursor={open ? null : cursor} />
      </section>
      <section class="work-detail" aria-label={t('work.pick')}>
        {open ? <Detail key={open} id={open} back={`/alertes${key}`} /> : <Pick />}
      </section>
    </main>
  );
}

function Pick() {
  return (
    <div class="pick">
      <p class="strong">{t('work.pick')}</p>
      <p class="muted">{t('work.pickMore')}</p>
      <EmergencyNotice />
    </div>
  );
}
