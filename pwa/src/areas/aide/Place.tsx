/// A card at the door was read: straight to the rating it is for. Without network the list on the phone says whose home it is; a
/// card that it does not know opens once there is network.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type PlaceOpened, placeApi } from '../../api/place';
import type { Failure, Result } from '../../api/problem';
import type { Named, Visit } from '../../api/types';
import { t } from '../../i18n';
import { dayKey, time } from '../../i18n/dates';
import { entries } from '../../outbox/outbox';
import type { Entry } from '../../outbox/types';
import { failureWords } from '../../ui/Asked/Asked';
import { FederationCalls } from '../../ui/Emergency/Emergency';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { visits as cached } from './cache';
import { correctable } from './correctable';
import { FreeForm } from './Free';
import { lead, ofHome, shortHash } from './lead';
import { RatingForm } from './RatingForm/RatingForm';
import { standingOf } from './standing';
import { VisitHead } from './Visits';

/// Nobody waits longer for a bad line at a door; the list on the phone knows most homes.
const ASK_MS = 4_000;

const unreachable: Failure = { ok: false, kind: 'unreachable' };

function ask(code: string): Promise<Result<PlaceOpened>> {
  const late = new Promise<Failure>((resolve) => setTimeout(() => resolve(unreachable), ASK_MS));
  return Promise.race([placeApi.open(code), late]);
}

type Home = { person: Named; visits: Visit[] };
type State =
  | { kind: 'asking' }
  | { kind: 'offline'; hash: string }
  | { kind: 'refused'; failure: Failure }
  | { kind: 'nowhere'; call: Named[] }
  | { kind: 'home'; home: Home };

async function read(code: string): Promise<State> {
  const answer = await ask(code);
  if (!answer.ok) {
    if (answer.kind === 'problem') return { kind: 'refused', failure: answer };
    return { kind: 'offline', hash: await shortHash(code) };
  }
  const { leads_to, person, visits, call } = answer.data;
  if (leads_to === 'rating' && person) return { kind: 'home', home: { person, visits } };
  return { kind: 'nowhere', call };
}

export function Place({ code }: { code: string }) {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let here = true;
    setState({ kind: 'asking' });
    void read(code).then((next) => here && setState(next));
    return () => {
      here = false;
    };
  }, [code, round]);
  const again = () => setRound(round + 1);
  if (state.kind === 'asking') return <Skeleton tall label={t('aide.placeReading')} />;
  if (state.kind === 'offline') return <Offline hash={state.hash} again={again} />;
  if (state.kind === 'home') return <AtHome key={state.home.person.id} home={state.home} />;
  return (
    <>
      <Heading title={t('aide.placeTitle')} />
      {state.kind === 'refused' ? <Notice tone="warn">{failureWords(state.failure)}</Notice> : null}
      {state.kind === 'nowhere' ? <Nowhere call={state.call} /> : null}
      <Ways again={again} />
    </>
  );
}

/// What the list on the phone says, as soon as it is read.
function Offline({ hash, again }: { hash: string; again: () => void }) {
  const list = cached.value.value;
  if (list.state === 'loading') return <Skeleton tall label={t('aide.placeReading')} />;
  const found = list.state === 'here' ? ofHome(list.items, hash) : [];
  const person = found[0]?.person;
  if (person) return <AtHome key={person.id} home={{ person, visits: found }} />;
  return (
    <>
      <Heading title={t('aide.placeTitle')} />
      <Notice tone="warn">
        <strong>{t('aide.placeLater')}</strong>
        {t('aide.placeLaterMore')}
      </Notice>
      <Ways again={again} />
    </>
  );
}

function Nowhere({ call }: { call: Named[] }) {
  const names = call.map((one) => one.name).join(', ');
  return (
    <Notice tone="warn">
      <strong>{t('aide.placeNowhere')}</strong>
      {t('aide.placeWhy')}
      <span>{names ? t('aide.placeCall', { names }) : t('aide.placeCallSomebody')}</span>
      <FederationCalls />
    </Notice>
  );
}

/// A card that does not open keeps nobody from rating.
function Ways({ again }: { again: () => void }) {
  return (
    <>
      <a class="button main big" href="/visite-libre">
        {t('aide.placeChoose')}
      </a>
      <button type="button" class="button" onClick={again}>
        {t('app.retry')}
      </button>
    </>
  );
}

function AtHome({ home }: { home: Home }) {
  const { route } = useLocation();
  const all = entries.value;
  const rated = (visit: Visit) => standingOf(visit, all) !== 'open';
  // Decided once: an open form is not taken away by the clock or by an answer that comes later.
  const led = useMemo(() => lead(home.visits, rated, new Date()), [home.person.id]);
  const [anew, setAnew] = useState(false);
  const onSaved = (entry: Entry) => route(`/envois/${entry.id}`, true);
  if (led.kind === 'rate') {
    const { visit } = led;
    const target = { slot: `visit:${visit.id}`, person: visit.person, visit, correction: null };
    return (
      <>
        <VisitHead visit={visit} />
        <RatingForm target={target} onSaved={onSaved} />
      </>
    );
  }
  if (led.kind === 'rated') {
    const entry = entries.value.findLast((one) => one.rating.visit_id === led.visit.id);
    return (
      <>
        <VisitHead visit={led.visit} />
        <Done entry={entry} />
        {led.other ? (
          <a class="button" href={`/visite/${led.other.id}`}>
            {t('aide.placeOther', { time: time(led.other.starts_at) })}
          </a>
        ) : null}
      </>
    );
  }
  const before = todaysOf(home.person.id);
  if (before && !anew) {
    return (
      <>
        <Heading title={t('aide.visitAt', { name: home.person.name })} inWindow={t('aide.visits')} />
        <Done entry={before} />
        <button type="button" class="button" onClick={() => setAnew(true)}>
          {t('aide.placeNew')}
        </button>
      </>
    );
  }
  return <FreeForm person={home.person} onSaved={onSaved} />;
}

/// What was rated of this person today without a visit in the plan.
function todaysOf(person: string): Entry | undefined {
  const today = dayKey(new Date());
  return entries.value.findLast(
    ({ rating, saved_at, state }) =>
      rating.person_id === person && !rating.visit_id && dayKey(saved_at) === today && state !== 'withdrawn',
  );
}

function Done({ entry }: { entry: Entry | undefined }) {
  if (!entry) {
    return (
      <Notice tone="ok">
        <strong>{t('aide.placeRated')}</strong>
        {t('aide.placeElsewhere')}
      </Notice>
    );
  }
  const can = correctable(entry, entries.value, new Date());
  return (
    <>
      <Notice tone="ok">{t('aide.placeRated')}</Notice>
      {can ? (
        <a class="button main" href={`/envois/${entry.id}/corriger`}>
          {t('aide.correct')}
        </a>
      ) : null}
      <a class="button" href={`/envois/${entry.id}`}>
        {t('aide.recap')}
      </a>
    </>
  );
}
