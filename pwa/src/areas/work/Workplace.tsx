/// Queue and detail, and the keys that drive both.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { pushState } from '../../push/browser';
import { NotifyMe } from '../../push/NotifyMe/NotifyMe';
import { user } from '../../session/session';
import { EmergencyNotice } from '../../ui/Emergency/Emergency';
import { Heading } from '../../ui/Page/Page';
import { runToastAction } from '../../ui/Toast/toast';
import { type Form, openForm, takeOpenAlert } from './Detail/actions';
import { Detail } from './Detail/Detail';
import { type Filter, readFilter, writeFilter } from './filters';
import { KeysHelp } from './KeysHelp';
import { type Command, commandOf, keysOn, whereIs } from './keys';
import { loadQueue, queue, reloadQueue } from './live';
import { Filters } from './Queue/Filters';
import { List } from './Queue/List';
import { neighbour } from './queue';
import './work.css';

const FORMS: Partial<Record<Command, Form>> = {
  note: 'note',
  action: 'action',
  snooze: 'snooze',
  close: 'close',
};

type Moves = { filter: Filter; open: string | null; cursor: string | null };

function useCommands(
  moves: Moves,
  go: (id: string | null) => void,
  point: (id: string) => void,
  help: () => void,
) {
  const latest = useRef({ moves, go, point, help });
  latest.current = { moves, go, point, help };
  useEffect(() => {
    const run = (command: Command): void => {
      const { moves, go, point, help } = latest.current;
      switch (command) {
        case 'next':
        case 'previous': {
          const id = neighbour(queue.value, moves.open ?? moves.cursor, command === 'next' ? 1 : -1);
          if (id && moves.open) go(id);
          else if (id) point(id);
          return;
        }
        case 'open':
          if (moves.cursor) go(moves.cursor);
          return;
        case 'back':
          if (openForm.value) openForm.value = null;
          else if (whereIs(document.activeElement) === 'text') (document.activeElement as HTMLElement).blur();
          else go(null);
          return;
        case 'undo':
          runToastAction();
          return;
        case 'reload':
          void reloadQueue();
          return;
        case 'search':
          document.querySelector<HTMLInputElement>('[data-search=person]')?.focus();
          return;
        case 'help':
          help();
          return;
        case 'take':
          void takeOpenAlert();
          return;
        default:
          if (moves.open) openForm.value = FORMS[command] ?? null;
      }
    };
    const onKey = (event: KeyboardEvent) => {
      if (!keysOn.value || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const command = commandOf(event, whereIs(event.target));
      if (!command) return;
      event.preventDefault();
      run(command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

export function Workplace({ id }: { id?: string }) {
  const { query, route } = useLocation();
  const filter = readFilter(query);
  const key = writeFilter(filter);
  const open = id ?? null;
  const [cursor, setCursor] = useState<string | null>(null);
  const [help, setHelp] = useState(false);
  const title = user.value?.role === 'sector_referent' ? t('work.mySector') : t('work.alerts');

  useEffect(() => void loadQueue(filter), [key]);

  const point = (next: string) => {
    setCursor(next);
    document.getElementById(`alert-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const go = (next: string | null) => {
    if (next) point(next);
    route(next ? `/alertes/${next}${key}` : `/alertes${key}`);
  };
  useCommands({ filter, open, cursor: cursor ?? open }, go, point, () => setHelp(true));

  return (
    <main id="main" class={`workplace${open ? ' opened' : ''}`}>
      <Filters
        filter={filter}
        onChange={(next) => route(`/alertes${writeFilter(next)}`)}
        onHelp={() => setHelp(true)}
      />
      <section class="work-list" aria-labelledby="work-title">
        <div id="work-title">{open ? <h2 class="list-title">{title}</h2> : <Heading title={title} />}</div>
        {pushState.value === 'unsupported' ? null : <NotifyMe why={t('push.whyTeam')} />}
        <List filter={filter} open={open} cursor={cursor} />
      </section>
      <section class="work-detail" aria-label={t('work.pick')}>
        {open ? <Detail key={open} id={open} back={`/alertes${key}`} /> : <Pick />}
      </section>
      {help ? <KeysHelp onClose={() => setHelp(false)} /> : null}
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
