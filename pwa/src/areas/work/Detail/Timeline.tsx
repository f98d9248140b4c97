/// The log of an alert, newest first: who did what, when. A note taken back stays, struck through.
import type { TimelineEntry } from '../../../api/types';
import { type Key, t } from '../../../i18n';
import { dateTime, day } from '../../../i18n/dates';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/// A word of the API in the reader's language, when there is one.
function word(prefix: string, value: unknown): string | null {
  if (!isText(value)) return null;
  const found = t(`${prefix}.${value}` as Key);
  return found ?? value;
}

/// What the entry's data adds to its kind.
function details(line: TimelineEntry): string {
  const { data } = line;
  const parts = [
    word('work.kind', line.kind === 'action' ? data.kind : null),
    word('work.contact', data.contact),
    word('work.agreement', data.agreement),
    word('work.outcome', data.outcome),
    word('severity', line.kind === 'severity_raised' ? (data.severity ?? data.to) : null),
    isText(data.until) ? t('work.until', { date: day(data.until) }) : null,
    isText(data.owner_name) ? data.owner_name : null,
  ];
  return parts.filter(Boolean).join(' · ');
}

export function Timeline({ lines }: { lines: TimelineEntry[] }) {
  const retracted = new Set(lines.filter((l) => l.kind === 'note_retracted').map((l) => l.data.seq));
  return (
    <section class="stack-s">
      <h3>{t('work.timeline')}</h3>
      <ol class="timeline">
        {[...lines].reverse().map((line) => {
          const more = details(line);
          return (
            <li key={line.seq} class={`timeline-line ${line.kind}`}>
              <p class="small">
                <strong>{t(`timeline.${line.kind}`) ?? line.kind}</strong>
                {more ? ` · ${more}` : ''}
              </p>
              {line.text ? (
                <p class="timeline-text">{retracted.has(line.seq) ? <s>{line.text}</s> : line.text}</p>
              ) : null}
              {isText(line.data.for_aide) ? <p class="timeline-text">{line.data.for_aide}</p> : null}
              <p class="muted small">
                {line.actor?.name ?? t('timeline.system')} · {dateTime(line.at)}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
