/// Who looked at which file. Names are filters: touching one shows only theirs; the filters are in the address.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Access, type AccessPage, journalApi } from '../../api/journal';
import type { Failure } from '../../api/problem';
import { t, tn, wordOr } from '../../i18n';
import { dateTime, dayKey, dayKeyPlus } from '../../i18n/dates';
import { journal } from '../../i18n/journal/fr';
import { NotCome } from '../../ui/Asked/Asked';
import { Field } from '../../ui/Field/Field';
import { Figures } from '../../ui/Figures/Figures';
import { Icon } from '../../ui/Icon/Icon';
import { Empty } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { useWide } from '../../ui/useWide';
import { type Filter, nameIn, readFilter, writeFilter } from './filter';
import './journal.css';

/// What this area says, in both languages.
export const words = [
  { fr: journal, en: () => import('../../i18n/journal/en').then((chunk) => chunk.journal) },
];

const SHOWN_DAYS = 30;

export function JournalArea() {
  const { query, route } = useLocation();
  const now = new Date();
  const filter = readFilter(query, { from: dayKeyPlus(now, -SHOWN_DAYS), to: dayKey(now) });
  const look = (change: Partial<Filter>) => route(`/journal${writeFilter({ ...filter, ...change })}`);
  const day = (label: string, value: string, name: 'from' | 'to') => (
    <Field label={label}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          type="date"
          value={value}
          onChange={(event) => event.currentTarget.value && look({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <main id="main" class="journal stack">
      <header>
        <Heading title={t('journal.title')} />
        <p class="muted">{t('journal.lead')}</p>
      </header>
      <div class="journal-period">
        {day(t('journal.from'), filter.from, 'from')}
        {day(t('journal.to'), filter.to, 'to')}
      </div>
      <Pages key={writeFilter(filter)} filter={filter} look={look} />
    </main>
  );
}

function Only({ name, onDrop }: { name: string; onDrop: () => void }) {
  return (
    <button type="button" class="button" aria-label={t('journal.drop', { name })} onClick={onDrop}>
      {t('journal.only', { name })}
      <Icon name="close" size={16} />
    </button>
  );
}

type Look = (change: Partial<Filter>) => void;

/// The filters in force, each with a way out of it.
function Chips({ filter, items, look }: { filter: Filter; items: Access[]; look: Look }) {
  const { user, person } = filter;
  return (
    <p class="row">
      {user ? <Only name={nameIn(items, 'user', user) ?? user} onDrop={() => look({ user: '' })} /> : null}
      {person ? (
        <Only name={nameIn(items, 'person', person) ?? person} onDrop={() => look({ person: '' })} />
      ) : null}
      {user && person ? null : <span class="muted small">{t('journal.hint')}</span>}
    </p>
  );
}

/// Page after page, for one filter.
function Pages({ filter, look }: { filter: Filter; look: Look }) {
  const [items, setItems] = useState<Access[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'busy' | 'ready' | Failure>('busy');
  const here = useRef(true);
  const wide = useWide();
  const load = async (cursor?: string) => {
    setState('busy');
    const { from, to, user, person } = filter;
    const answer = await journalApi.list({ from, to, user_id: user, person_id: person, cursor });
    if (!here.current) return;
    if (!answer.ok) return setState(answer);
    const page: AccessPage = answer.data;
    setItems((before) => (cursor ? [...before, ...page.items] : page.items));
    setNext(page.next_cursor);
    setState('ready');
  };
  useEffect(() => {
    here.current = true;
    void load();
    return () => {
      here.current = false;
    };
  }, []);
  const only = <Chips filter={filter} items={items} look={look} />;
  if (typeof state !== 'string') return <NotCome failure={state} again={() => load()} />;
  if (state === 'busy' && items.length === 0) return <Skeleton lines={6} label={t('app.loading')} />;
  if (items.length === 0) {
    return (
      <>
        {only}
        <Empty title={t('journal.empty')} />
      </>
    );
  }
  return (
    <>
      {only}
      <p class="muted small" role="status">
        {tn('journal.count', items.length)}
      </p>
      {wide ? <Table items={items} look={look} /> : <List items={items} look={look} />}
      {next ? (
        <button
          type="button"
          class="button"
          aria-disabled={state === 'busy'}
          onClick={() => state !== 'busy' && void load(next)}
        >
          {state === 'busy' ? t('app.loading') : t('journal.more')}
        </button>
      ) : null}
    </>
  );
}

const keyOf = (access: Access) => `${access.at}-${access.user.id}-${access.person.id}-${access.what}`;

function UserName({ access, look }: { access: Access; look: Look }) {
  const { id, name } = access.user;
  return (
    <button
      type="button"
      class="journal-name"
      aria-label={t('journal.onlyUser', { name })}
      onClick={() => look({ user: id })}
    >
      {name}
    </button>
  );
}

function PersonName({ access, look }: { access: Access; look: Look }) {
  const { id, name } = access.person;
  return (
    <button
      type="button"
      class="journal-name"
      aria-label={t('journal.onlyPerson', { name })}
      onClick={() => look({ person: id })}
    >
      {name}
    </button>
  );
}

function Table({ items, look }: { items: Access[]; look: Look }) {
  return (
    <Figures caption={t('journal.title')} hideCaption>
      <thead>
        <tr>
          <th scope="col">{t('journal.at')}</th>
          <th scope="col">{t('journal.user')}</th>
          <th scope="col">{t('journal.person')}</th>
          <th scope="col">{t('journal.what')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((access) => (
          <tr key={keyOf(access)}>
            <td>{dateTime(access.at)}</td>
            <td>
              <UserName access={access} look={look} />
              {access.user.role ? <span class="muted small"> {t(`role.${access.user.role}`)}</span> : null}
            </td>
            <td>
              <PersonName access={access} look={look} />
            </td>
            <td>{wordOr('journal.what', access.what)}</td>
          </tr>
        ))}
      </tbody>
    </Figures>
  );
}

function List({ items, look }: { items: Access[]; look: Look }) {
  return (
    <ul class="journal-list">
      {items.map((access) => (
        <li key={keyOf(access)}>
          <p class="muted small">
            {dateTime(access.at)} · {wordOr('journal.what', access.what)}
          </p>
          <p class="row">
            <UserName access={access} look={look} />
            <Icon name="next" size={14} />
            <PersonName access={access} look={look} />
          </p>
        </li>
      ))}
    </ul>
  );
}
