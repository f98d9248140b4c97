/// Who is in reinforced follow-up: what waits for a decision, whose contact of the month is late, the others. An
/// administrator sees the counts and what waits for a decision, without the person.
import { type CaseEntry, follow, type Caseload as Load } from '../../api/follow';
import { t, tn } from '../../i18n';
import { me, user } from '../../session/session';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { Skeleton } from '../../ui/Page/Page';
import { CaseFacts } from '../plan/Caseload/CaseFacts';
import { DecideForm, LeaveForm } from '../plan/Caseload/CaseForms';
import { NewForm } from '../plan/FollowUp/NewForm';
import { Opening } from '../plan/Opening';
import { Counts } from './Counts';
import { useAnswer } from './useAnswer';
import { adoptEntry, partsOf, type View } from './view';

type Props = { view: View; onView: (view: View) => void };

export function Caseload({ view, onView }: Props) {
  const own = user.value?.id ?? '';
  const coordinator = view.owner === 'me' ? own : view.owner;
  const ask = () => follow.caseload(coordinator === 'all' ? {} : { coordinator_id: coordinator });
  const { answer, load, change } = useAnswer<Load>(ask, coordinator);
  if (answer.kind === 'loading') return <Skeleton lines={5} label={t('app.loading')} />;
  if (answer.kind === 'failed') return <Failed onRetry={load} />;
  const { items, counts, limits } = answer.data;
  const shown = items.filter((entry) => coordinator === 'all' || entry.coordinator.id === coordinator);
  const { requested, late, others } = partsOf(shown);
  // The counts move with an entry, so they are asked for again; the entry itself changes at once.
  const changed = (after: CaseEntry) => {
    change((now) => ({ ...now, items: adoptEntry(now.items, after) }));
    void ask().then((now) => {
      if (now.ok) change((data) => ({ ...data, counts: now.data.counts }));
    });
  };
  return (
    <>
      <Counts
        counts={counts}
        limits={limits}
        chosen={coordinator}
        onChoose={(owner) => onView({ ...view, owner: owner === own ? 'me' : owner })}
      />
      {shown.length === 0 ? <Nobody /> : null}
      <Part title={t('plan.caseRequested')} entries={requested} onChange={changed} onReload={load} />
      <Part title={t('plan.contactsLate')} entries={late} tone="late" onChange={changed} onReload={load} />
      <Part
        title={late.length + requested.length > 0 ? t('plan.caseOthers') : tn('plan.persons', others.length)}
        entries={others}
        onChange={changed}
        onReload={load}
      />
    </>
  );
}

const isAdministrator = () => user.value?.role === 'administrator';

function Nobody() {
  if (isAdministrator()) return <Empty title={t('plan.noRequest')} />;
  return <Empty title={t('plan.caseEmpty')} more={t('plan.caseEmptyMore')} />;
}

export function Failed({ onRetry }: { onRetry: () => Promise<void> }) {
  return (
    <Notice tone="bad">
      {t('app.unreachable')}
      <button type="button" class="button" onClick={() => void onRetry()}>
        {t('app.retry')}
      </button>
    </Notice>
  );
}

type PartProps = {
  title: string;
  entries: CaseEntry[];
  tone?: 'late';
  onChange: (after: CaseEntry) => void;
  onReload: () => Promise<void>;
};

function Part({ title, entries, tone, onChange, onReload }: PartProps) {
  if (entries.length === 0) return null;
  return (
    <section class={`case-part ${tone ?? ''}`}>
      <h2>
        {title} <span class="case-count">{entries.length}</span>
      </h2>
      <ul class="cases">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} onChange={onChange} onReload={onReload} />
        ))}
      </ul>
    </section>
  );
}

type EntryProps = Omit<PartProps, 'title' | 'entries' | 'tone'> & { entry: CaseEntry };

function Entry({ entry, onChange, onReload }: EntryProps) {
  const over = entry.state === 'ended' || entry.state === 'refused';
  return (
    <li class="case card">
      <p>
        <Whose entry={entry} />
      </p>
      <CaseFacts entry={entry} />
      {over ? (
        <p>
          <span class="tag">{t(`plan.caseState.${entry.state}`)}</span> {entry.end_reason}
        </p>
      ) : (
        <Ways entry={entry} onChange={onChange} onReload={onReload} />
      )}
    </li>
  );
}

function Whose({ entry }: { entry: CaseEntry }) {
  if (isAdministrator()) {
    const sector = me.value?.sectors.find((one) => one.id === entry.person.sector_id)?.name ?? '';
    return <strong>{t('plan.somebody', { sector })}</strong>;
  }
  return (
    <a class="follow-name" href={`/personnes/${entry.person.id}`}>
      {entry.person.name}
    </a>
  );
}

function Ways({ entry, onChange, onReload }: EntryProps) {
  const { name } = entry.person;
  const administrator = isAdministrator();
  const decides = administrator || user.value?.role === 'sector_referent';
  return (
    <div class="row">
      {entry.state === 'requested' && decides ? (
        <Opening label={t('plan.decide')} about={name} look="main">
          {(close) => <DecideForm entry={entry} onChange={onChange} onClose={close} />}
        </Opening>
      ) : null}
      {entry.state === 'active' && !administrator ? (
        <Opening label={t('plan.planVisit')} about={name} icon="home">
          {(close) => (
            <NewForm person={entry.person} kind="visit" onChange={() => void onReload()} onClose={close} />
          )}
        </Opening>
      ) : null}
      {administrator ? null : (
        <Opening label={t('plan.caseLeaveShort')} about={name} icon="close" look="plain">
          {(close) => <LeaveForm entry={entry} onChange={onChange} onClose={close} />}
        </Opening>
      )}
    </div>
  );
}
