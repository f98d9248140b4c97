/// The list of accounts: searched and filtered by the server, page after page; the filters are in the address.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Account, accountsApi, ROLES, STATES } from '../../api/accounts';
import type { Failure } from '../../api/problem';
import { t, tn } from '../../i18n';
import { pastDay } from '../../i18n/dates';
import { Asked, NotCome, useAsked } from '../../ui/Asked/Asked';
import { Field, Select } from '../../ui/Field/Field';
import { Icon } from '../../ui/Icon/Icon';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { Skeleton } from '../../ui/Page/Page';
import { type Filter, isEmpty, readFilter, writeFilter } from './filter';
import { isAdministrator, type KnownSector, sectorNames, useSectors } from './sectors-known';
import { statusOf, TONES } from './status';

/// Typing is followed, but not letter by letter.
const CALM_MS = 250;
/// How soon it is asked again what waits, when that did not come.
const AGAIN_MS = 5_000;

export function Directory() {
  const sectors = useSectors();
  return (
    <>
      <div class="row between accounts-lead">
        <p class="muted">{t(isAdministrator() ? 'accounts.lead' : 'accounts.leadAides')}</p>
        <a class="button main" href="/comptes/nouveau">
          <Icon name="plus" />
          {t(isAdministrator() ? 'accounts.add' : 'accounts.addAide')}
        </a>
      </div>
      <Waiting />
      <Asked of={sectors}>{(known) => <Filtered sectors={known} />}</Asked>
    </>
  );
}

/// Who was told of visits put aside lands here: the way on. Asked again while it cannot be known, for one bad moment must hide none.
function Waiting() {
  const { answer, again } = useAsked(accountsApi.held);
  const unknown = answer.kind === 'failed';
  useEffect(() => {
    if (!unknown) return;
    const timer = setInterval(() => void again(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [unknown]);
  const count = answer.kind === 'here' ? answer.data.items.length : 0;
  if (count === 0) return null;
  return (
    <Notice tone="warn">
      {tn('accounts.heldWaiting', count)} <a href="/comptes/mis-de-cote">{t('accounts.heldLook')}</a>
    </Notice>
  );
}

function Filtered({ sectors }: { sectors: KnownSector[] }) {
  const { query, route } = useLocation();
  const filter = readFilter(query);
  const look = (change: Partial<Filter>) => route(`/comptes${writeFilter({ ...filter, ...change })}`, true);
  return (
    <>
      <search class="accounts-search">
        <Search value={filter.q} onChange={(q) => look({ q })} />
        {isAdministrator() ? (
          <Select
            label={t('accounts.role')}
            value={filter.role}
            options={[
              { value: '', label: t('accounts.allRoles') },
              ...ROLES.map((role) => ({ value: role as string, label: t(`role.${role}`) })),
            ]}
            onChange={(role) => look({ role })}
          />
        ) : null}
        {sectors.length > 1 ? (
          <Select
            label={t('accounts.sector')}
            value={filter.sector}
            options={[
              { value: '', label: t('accounts.allSectors') },
              ...sectors.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(sector) => look({ sector })}
          />
        ) : null}
        <Select
          label={t('accounts.state')}
          value={filter.state}
          options={[
            { value: '', label: t('accounts.allStates') },
            ...STATES.map((state) => ({ value: state as string, label: t(`accounts.filter.${state}`) })),
          ]}
          onChange={(state) => look({ state })}
        />
      </search>
      <Pages key={writeFilter(filter)} filter={filter} sectors={sectors} onClear={() => route('/comptes')} />
    </>
  );
}

function Search({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const [text, setText] = useState(value);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const timer = setTimeout(() => onChange(text.trim()), CALM_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <Field label={t('accounts.search')}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          type="search"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

type PagesProps = { filter: Filter; sectors: KnownSector[]; onClear: () => void };

function Pages({ filter, sectors, onClear }: PagesProps) {
  const [items, setItems] = useState<Account[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'busy' | 'ready' | Failure>('busy');
  const here = useRef(true);
  const load = async (cursor?: string) => {
    setState('busy');
    const { q, role, sector, state } = filter;
    const answer = await accountsApi.list({
      q,
      role,
      sector_id: sector,
      state,
      ...(cursor ? { cursor } : {}),
    });
    if (!here.current) return;
    if (!answer.ok) return setState(answer);
    setItems((before) => (cursor ? [...before, ...answer.data.items] : answer.data.items));
    setNext(answer.data.next_cursor);
    setState('ready');
  };
  useEffect(() => {
    here.current = true;
    void load();
    return () => {
      here.current = false;
    };
  }, []);
  if (typeof state !== 'string') return <NotCome failure={state} again={() => load()} />;
  if (state === 'busy' && items.length === 0) return <Skeleton lines={5} label={t('app.loading')} />;
  if (items.length === 0) {
    if (isEmpty(filter)) return <Empty title={t('accounts.empty')} more={t('accounts.emptyMore')} />;
    return (
      <div class="stack-s">
        <Empty title={t('accounts.noneFound')} />
        <button type="button" class="button" onClick={onClear}>
          {t('accounts.clear')}
        </button>
      </div>
    );
  }
  return (
    <>
      <p class="muted small" role="status">
        {tn('accounts.count', items.length)}
      </p>
      <ul class="accounts-list">
        {items.map((account) => (
          <li key={account.id}>
            <Line account={account} sectors={sectors} />
          </li>
        ))}
      </ul>
      {next ? (
        <button
          type="button"
          class="button"
          aria-disabled={state === 'busy'}
          onClick={() => state !== 'busy' && void load(next)}
        >
          {t(state === 'busy' ? 'app.loading' : 'accounts.more')}
        </button>
      ) : null}
    </>
  );
}

function Line({ account, sectors }: { account: Account; sectors: KnownSector[] }) {
  const status = statusOf(account, Date.now());
  const about = [t(`role.${account.role}`), sectorNames(sectors, account.sector_ids)].filter(Boolean);
  return (
    <a class="accounts-line" href={`/comptes/${account.id}`}>
      <span class="accounts-who">
        <strong>{account.name}</strong>
        <span class="muted small">{about.join(' · ')}</span>
      </span>
      <span class={`tag ${TONES[status]}`}>{t(`accounts.status.${status}`)}</span>
      <span class="muted small accounts-seen">
        {account.last_seen_at
          ? t('accounts.seen', { date: pastDay(account.last_seen_at) })
          : t('accounts.never')}
      </span>
      <Icon name="next" />
    </a>
  );
}
