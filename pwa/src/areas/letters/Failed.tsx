/// Messages that did not arrive: why, how often they were tried, sent again, let go. The state shown is in the address.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Letter, type LetterState, lettersApi } from '../../api/jobs';
import type { Failure } from '../../api/problem';
import { t, tn, wordOr } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { failureWords, NotCome } from '../../ui/Asked/Asked';
import { Choice } from '../../ui/Choice/Choice';
import { Icon } from '../../ui/Icon/Icon';
import { Empty } from '../../ui/Notice/Notice';
import { Skeleton } from '../../ui/Page/Page';
import { showToast } from '../../ui/Toast/toast';
import { readState, reasonOf } from './state';

export function Failed() {
  const { query, route } = useLocation();
  const state = readState(query.etat);
  return (
    <>
      <p class="muted">{t('letters.lead')}</p>
      <Choice<LetterState | 'all'>
        legend={t('letters.state')}
        name="letters-state"
        value={state}
        options={[
          { value: 'all', label: t('letters.all') },
          { value: 'dead', label: t('letters.dead') },
          { value: 'expired', label: t('letters.expired') },
          { value: 'unreachable', label: t('letters.unreachable') },
        ]}
        onChange={(value) => route(value === 'all' ? '/courriers' : `/courriers?etat=${value}`)}
      />
      <Pages key={state} state={state} />
    </>
  );
}

/// Page after page, of one state.
function Pages({ state: shown }: { state: LetterState | 'all' }) {
  const [items, setItems] = useState<Letter[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [state, setState] = useState<'busy' | 'ready' | Failure>('busy');
  const here = useRef(true);
  const load = async (cursor?: string) => {
    setState('busy');
    const answer = await lettersApi.list({ state: shown === 'all' ? undefined : shown, cursor });
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
  const gone = (id: string) => setItems((before) => before.filter((letter) => letter.id !== id));
  if (typeof state !== 'string') return <NotCome failure={state} again={() => load()} />;
  if (state === 'busy' && items.length === 0) return <Skeleton lines={5} label={t('app.loading')} />;
  if (items.length === 0 && !next) return <Empty title={t('letters.empty')} more={t('letters.emptyMore')} />;
  return (
    <>
      <p class="muted small" role="status">
        {tn('letters.count', items.length)}
      </p>
      <ul class="letters-list">
        {items.map((letter) => (
          <li key={letter.id}>
            <Line letter={letter} onGone={() => gone(letter.id)} />
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
          {state === 'busy' ? t('app.loading') : t('letters.more')}
        </button>
      ) : null}
    </>
  );
}

/// In words where the reason is a known one, else as the server says it.
function reason({ last_error }: Letter): string {
  if (!last_error) return t('letters.noReason');
  const known = reasonOf(last_error);
  const words = wordOr('letters.why', known);
  return words === known ? last_error : words;
}

function Line({ letter, onGone }: { letter: Letter; onGone: () => void }) {
  const [busy, setBusy] = useState(false);
  const settle = async (
    ask: () => ReturnType<typeof lettersApi.drop | typeof lettersApi.again>,
    done: string,
  ) => {
    setBusy(true);
    const answer = await ask();
    setBusy(false);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    showToast({ tone: 'ok', text: done });
    onGone();
  };
  const what = wordOr('letters.kind', letter.kind);
  return (
    <article class="card letters-line" aria-label={`${what}, ${letter.user.name}`}>
      <div>
        <p class="row">
          <strong>{what}</strong>
          <span class={`tag ${letter.state === 'dead' ? 'bad' : 'warn'}`}>
            {wordOr('letters.tag', letter.state)}
          </span>
          {letter.channel && letter.channel !== 'push' ? (
            <span class="tag">{wordOr('letters.channel', letter.channel)}</span>
          ) : null}
        </p>
        <p>
          {letter.user.name}
          <span class="muted small">
            {' · '}
            {dateTime(letter.created_at)}
            {' · '}
            {tn('letters.attempts', letter.attempts)}
          </span>
        </p>
        <p class="letters-why">{reason(letter)}</p>
      </div>
      <p class="row">
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          onClick={() =>
            !busy &&
            void settle(() => lettersApi.again(letter.id), t('letters.sentAgain', { name: letter.user.name }))
          }
        >
          <Icon name="send" />
          {t('letters.again')}
        </button>
        <button
          type="button"
          class="button plain"
          aria-disabled={busy}
          onClick={() => !busy && void settle(() => lettersApi.drop(letter.id), t('letters.dropped'))}
        >
          <Icon name="close" />
          {t('letters.drop')}
        </button>
      </p>
    </article>
  );
}
