/// Visits from calendars that are read by themselves: which, how it went, what could not be used.
import { useState } from 'preact/hooks';
import { type Calendar, type CalendarRan, calendarsApi } from '../../../api/calendars';
import { t, tn } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Asked, failureWords, useAsked } from '../../../ui/Asked/Asked';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { ImportErrors } from '../../../ui/FileText/ImportErrors';
import { Icon } from '../../../ui/Icon/Icon';
import { Empty, Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { Diff } from '../Diff';
import { CalendarForm } from './CalendarForm';

export function Calendars({ onRead }: { onRead: () => Promise<void> }) {
  const asking = useAsked(() => calendarsApi.list());
  const [edited, setEdited] = useState<Calendar | 'new' | null>(null);
  const done = async () => {
    setEdited(null);
    await Promise.all([asking.again(), onRead()]);
  };
  return (
    <section class="stack" aria-labelledby="imports-calendars">
      <h2 id="imports-calendars">{t('calendars.title')}</h2>
      <p class="muted">{t('calendars.lead')}</p>
      <Disclosure title={t('calendars.how')}>
        <p>{t('calendars.howPerson')}</p>
        <p>{t('calendars.howAide')}</p>
        <p>{t('calendars.howMoves')}</p>
      </Disclosure>
      <Asked of={asking} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('calendars.none')} />
          ) : (
            <ul class="imports-list">
              {items.map((item) => (
                <li key={item.id}>
                  <Line calendar={item} onEdit={() => setEdited(item)} onDone={done} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      <div class="row">
        <button type="button" class="button" onClick={() => setEdited('new')}>
          <Icon name="plus" />
          {t('calendars.add')}
        </button>
      </div>
      {edited ? (
        <CalendarForm
          calendar={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onDone={done}
        />
      ) : null}
    </section>
  );
}

type LineProps = { calendar: Calendar; onEdit: () => void; onDone: () => Promise<void> };

function Line({ calendar, onEdit, onDone }: LineProps) {
  const [ran, setRan] = useState<CalendarRan | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (dry: boolean) => {
    if (busy) return;
    setBusy(true);
    const answer = await calendarsApi.run(calendar.id, dry);
    setBusy(false);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    setRan(answer.data);
    if (!dry) await onDone();
  };
  return (
    <article class="card stack-s" aria-label={calendar.name}>
      <p class="row">
        <strong>{calendar.name}</strong>
        {calendar.enabled ? null : <span class="tag">{t('calendars.off')}</span>}
        {calendar.failure ? <span class="tag bad">{t('calendars.failed')}</span> : null}
      </p>
      <p class="muted small">{[calendar.host, whose(calendar)].filter(Boolean).join(' · ')}</p>
      <p>
        {calendar.succeeded_at
          ? `${t('calendars.read', { date: dateTime(calendar.succeeded_at) })} ${tn('calendars.visits', calendar.visits)}`
          : t('calendars.never')}
      </p>
      {calendar.failure && calendar.tried_at ? (
        <Notice tone="bad">
          {t('calendars.tried', { date: dateTime(calendar.tried_at) })} {calendar.failure.detail}
        </Notice>
      ) : null}
      <Problems problems={calendar.problems} />
      <div class="row">
        <button type="button" class="button" aria-disabled={busy} onClick={() => void run(true)}>
          {busy ? t('imports.busy') : t('calendars.try')}
        </button>
        <button type="button" class="button" onClick={onEdit}>
          <Icon name="edit" />
          {t('calendars.change')}
        </button>
      </div>
      {ran ? (
        <Ran
          name={calendar.name}
          ran={ran}
          busy={busy}
          onRun={() => run(false)}
          onClose={() => setRan(null)}
        />
      ) : null}
    </article>
  );
}

const whose = ({ sector, aide }: Calendar): string =>
  aide
    ? t('calendars.ofAide', { name: aide.name })
    : sector
      ? t('calendars.ofSector', { name: sector.name })
      : '';

function Problems({ problems }: { problems: Calendar['problems'] }) {
  if (problems.length === 0) return null;
  return (
    <Disclosure title={tn('calendars.problems', problems.length)}>
      <ul class="imports-left">
        {problems.map(({ line, code, detail }) => (
          <li key={`${line}-${code}`}>
            {t('imports.line', { n: line })} : {detail}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

type RanProps = {
  name: string;
  ran: CalendarRan;
  busy: boolean;
  onRun: () => Promise<void>;
  onClose: () => void;
};

function Ran({ name, ran, busy, onRun, onClose }: RanProps) {
  const { failure, diff, problems } = ran;
  return (
    <Dialog title={name} onClose={onClose}>
      <div class="stack">
        {failure ? <Notice tone="bad">{failure.detail}</Notice> : null}
        {diff ? <Diff diff={diff} /> : null}
        {problems.length > 0 ? (
          <ImportErrors
            title={tn('calendars.problems', problems.length)}
            errors={problems}
            line={(n) => t('imports.line', { n })}
          />
        ) : null}
        {diff?.dry_run ? (
          <button type="button" class="button main" aria-disabled={busy} onClick={() => void onRun()}>
            {busy ? t('imports.busy') : t('calendars.run')}
          </button>
        ) : null}
      </div>
    </Dialog>
  );
}
