/// Everything that happened about the person, newest first, as far back as one asks.
import { useState } from 'preact/hooks';
import type { FileEntry } from '../../../api/file';
import { t, tn } from '../../../i18n';
import { pastDay, time } from '../../../i18n/dates';
import { Choice } from '../../../ui/Choice/Choice';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { details, GROUPS, type Group, inGroup, takenBack } from './timeline';
import { useTimeline } from './useTimeline';
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

type Props = { person: string; file: object };

export function Timeline({ person, file }: Props) {
  const [group, setGroup] = useState<Group>('all');
  const { read, state, more, begin } = useTimeline(person, file);
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
  const name = takenBack(entry) ? <s>{heading}</s> : heading;
  return (
    <li class={`timeline-line file-line ${entry.kind}`}>
      <p class="small">
        <span class="file-icon">
          <Icon name={ICONS[entry.kind] ?? 'info'} size={16} />
        </span>
        {entry.alert_id ? (
          <a href={`/alertes/${entry.alert_id}`}>
            <strong>{name}</strong>
          </a>
        ) : (
          <strong>{name}</strong>
        )}
        {said ? ` · ${said}` : ''}
      </p>
      {entry.text ? <p class="timeline-text">{entry.text}</p> : null}
      <p class="muted small">
        {entry.actor?.name ?? t('timeline.system')} · {pastDay(entry.at)}, {time(entry.at)}
      </p>
    </li>
  );
}
