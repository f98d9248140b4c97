/// Everything that happened about the person, newest first, as far back as one asks.
import { useEffect, useRef, useState } from 'preact/hooks';
import { file as calls, type FileEntry } from '../../../api/file';
import { t, tn } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Choice } from '../../../ui/Choice/Choice';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { unfoldForPrint, wholeTimeline } from '../print';
import { details, GROUPS, type Group, inGroup, PAGE, readOn } from './timeline';
import './timeline.css';

const ICONS: Record<FileEntry['kind'], IconName> = {
  rating: 'level',
  alert_opened: 'alert',
  alert_closed: 'check',
  action: 'heart',
  note: 'note',
  absence: 'moon',
  consent: 'lock',
  dac: 'users',
  need: 'flag',
  follow_up: 'clock',
  watch: 'eye',
  caseload: 'user',
};

/// The first look; the rest comes by larger pages.
const FIRST = 40;
/// Years of a file, read for paper.
const WHOLE_PAGES = 40;

type Read = { items: FileEntry[]; next: string | null };

export function Timeline({ person }: { person: string }) {
  const [read, setRead] = useState<Read | null>(null);
  const [group, setGroup] = useState<Group>('all');
  const [state, setState] = useState<'loading' | 'ready' | 'failed'>('loading');
  const latest = useRef(read);
  latest.current = read;

  const ask = (limit: number) => async (before: string | undefined) => {
    const answer = await calls.timeline(person, before, limit);
    return answer.ok ? { items: answer.data.items, next: answer.data.next_before } : null;
  };
  const keep = (found: Read | null) => {
    if (found) setRead(found);
    setState(found ? 'ready' : 'failed');
  };
  const more = async (wanted: Group) => {
    setState('loading');
    keep(await readOn(latest.current, wanted, ask(PAGE)));
  };
  const begin = async () => {
    setState('loading');
    keep(await ask(FIRST)(undefined));
  };
  useEffect(() => {
    void begin();
    wholeTimeline.value = async () => {
      for (let page = 0; page < WHOLE_PAGES && latest.current?.next; page++) {
        const next = await ask(PAGE)(latest.current.next);
        if (!next) return;
        latest.current = { items: [...latest.current.items, ...next.items], next: next.next };
      }
      setRead(latest.current);
    };
    const fold = unfoldForPrint();
    return () => {
      fold();
      wholeTimeline.value = null;
    };
  }, [person]);

  const choose = (next: Group) => {
    setGroup(next);
    if (read?.next && inGroup(read.items, next).length === 0) void more(next);
  };
  const shown = inGroup(read?.items ?? [], group);
  return (
    <section id="journal" class="stack-s">
      <h2>{t('person.timeline')}</h2>
      <div class="file-filter">
        <Choice
          legend={t('person.filter')}
          name="file-kind"
          value={group}
          onChange={choose}
          options={(Object.keys(GROUPS) as Group[]).map((value) => ({
            value,
            label: t(`person.group.${value}`),
          }))}
        />
      </div>
      <p class="muted small" role="status">
        {read ? tn('person.entries', shown.length) : ''}
      </p>
      <ol class="timeline">
        {shown.map((entry, index) => (
          // Entries have no id, are only added at the end, and may share a moment.
          <Entry key={`${entry.at}${entry.kind}${index}`} entry={entry} />
        ))}
      </ol>
      {state === 'loading' ? <Skeleton lines={2} label={t('app.loading')} /> : null}
      {state === 'failed' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void (read ? more(group) : begin())}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {state === 'ready' && read?.next ? (
        <button type="button" class="button file-more" onClick={() => void more(group)}>
          {t('work.more')}
        </button>
      ) : null}
    </section>
  );
}

function Entry({ entry }: { entry: FileEntry }) {
  const said = details(entry);
  const heading = t(`person.kind.${entry.kind}`);
  return (
    <li class={`timeline-line file-line ${entry.kind}`}>
      <p class="small">
        <span class="file-icon">
          <Icon name={ICONS[entry.kind] ?? 'info'} size={16} />
        </span>
        {entry.alert_id ? (
          <a href={`/alertes/${entry.alert_id}`}>
            <strong>{heading}</strong>
          </a>
        ) : (
          <strong>{heading}</strong>
        )}
        {said ? ` · ${said}` : ''}
      </p>
      {entry.text ? <p class="timeline-text">{entry.text}</p> : null}
      <p class="muted small">
        {entry.actor?.name ?? t('timeline.system')} · {dateTime(entry.at)}
      </p>
    </li>
  );
}
