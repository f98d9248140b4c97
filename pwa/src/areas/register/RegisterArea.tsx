/// Everybody there is a file about, those who are helped no longer too: for administrators and sector referents.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Failure } from '../../api/problem';
import { type Entry, registerApi } from '../../api/register';
import { t, tn } from '../../i18n';
import { register } from '../../i18n/register/fr';
import { NotCome } from '../../ui/Asked/Asked';
import { Field, Select } from '../../ui/Field/Field';
import { Empty } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { Line } from './Line';
import './register.css';

/// What this area says, in both languages.
export const words = [
  { fr: register, en: () => import('../../i18n/register/en').then((chunk) => chunk.register) },
];

/// Typing is followed, but not letter by letter.
const CALM_MS = 250;

const SHOWN = ['false', 'true', ''] as const;
type Shown = (typeof SHOWN)[number];
const WORDS = { false: 'register.helped', true: 'register.archived', '': 'register.all' } as const;

const readShown = (etat: string | undefined): Shown =>
  etat === 'terminee' ? 'true' : etat === 'toutes' ? '' : 'false';
const STATES = { false: '', true: 'terminee', '': 'toutes' } as const;

export function RegisterArea() {
  const { query, route } = useLocation();
  const filter = { q: query.q ?? '', archived: readShown(query.etat) };
  const look = (change: Partial<typeof filter>) => {
    const { q, archived } = { ...filter, ...change };
    const search = new URLSearchParams();
    if (q) search.set('q', q);
    if (STATES[archived]) search.set('etat', STATES[archived]);
    route(`/dossiers${search.size ? `?${search}` : ''}`, true);
  };
  return (
    <main id="main" class="register stack">
      <header>
        <Heading title={t('register.title')} />
        <p class="muted">{t('register.lead')}</p>
      </header>
      <search class="register-search">
        <Search value={filter.q} onChange={(q) => look({ q })} />
        <Select<Shown>
          label={t('register.state')}
          value={filter.archived}
          options={SHOWN.map((value) => ({ value, label: t(WORDS[value]) }))}
          onChange={(archived) => look({ archived })}
        />
      </search>
      <Pages key={`${filter.archived} ${filter.q}`} filter={filter} />
    </main>
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
    <Field label={t('register.search')}>
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

/// Page after page, for one filter.
function Pages({ filter }: { filter: { q: string; archived: Shown } }) {
  const [items, setItems] = useState<Entry[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'busy' | 'ready' | Failure>('busy');
  const here = useRef(true);
  const load = async (cursor?: string) => {
    setState('busy');
    const answer = await registerApi.list({ ...filter, cursor });
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
  // Whoever was just put away stays where they are, so that one sees what was done and can undo it.
  const put = (now: Entry) => setItems((all) => all.map((one) => (one.id === now.id ? now : one)));
  if (typeof state !== 'string') return <NotCome failure={state} again={() => load()} />;
  if (state === 'busy' && items.length === 0) return <Skeleton lines={6} label={t('app.loading')} />;
  if (items.length === 0) return <Empty title={t('register.empty')} />;
  return (
    <>
      <p class="muted small" role="status">
        {tn('register.count', items.length)}
      </p>
      <ul class="register-list">
        {items.map((entry) => (
          <li key={entry.id}>
            <Line entry={entry} onChange={put} onStale={() => load()} />
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
          {t(state === 'busy' ? 'app.loading' : 'register.more')}
        </button>
      ) : null}
    </>
  );
}
