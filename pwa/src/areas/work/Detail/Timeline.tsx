/// The log of an alert, newest first: who did what, when. A note taken back leaves its struck-out line; the server keeps its words to itself.
import type { Finding, TimelineEntry } from '../../../api/types';
import { t, wordOr } from '../../../i18n';
import { dateTime, day } from '../../../i18n/dates';
import { actionName } from '../catalogue';

type Props = { lines: TimelineEntry[]; findings: Finding[] };

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/// A word of the API in the reader's language, when there is one.
function word(prefix: string, value: unknown): string | null {
  if (!isText(value)) return null;
  return wordOr(prefix, value);
}

/// Whom an escalation reached, and which steps had nobody.
function escalation(data: Record<string, unknown>): string | null {
  if (typeof data.step !== 'number') return null;
  const skipped = Array.isArray(data.skipped)
    ? data.skipped.map((step) => wordOr('case.step', String(step)))
    : [];
  const reached = wordOr('case.step', String(data.step));
  return skipped.length > 0 ? `${reached} ${t('case.skipped', { steps: skipped.join(', ') })}` : reached;
}

/// What the entry's data adds to its kind.
function details(line: TimelineEntry): string {
  const { data } = line;
  const parts = [
    isText(data.action) ? actionName(data.action) : null,
    line.kind === 'dac' ? word('case.dac', data.state) : null,
    line.kind === 'follow_up' ? word('triage.followUp', data.kind) : null,
    line.kind === 'follow_up' ? word('case.result', data.result) : null,
    line.kind === 'escalated' ? escalation(data) : null,
    isText(data.due_on) ? day(`${data.due_on}T12:00:00Z`) : null,
    word('work.contact', data.contact),
    word('work.agreement', data.agreement),
    word('work.outcome', data.outcome),
    word('severity', line.kind === 'severity_raised' ? data.severity : null),
    word('work.consent', data.coordination),
    isText(data.until) ? t('work.until', { date: day(data.until) }) : null,
    line.kind === 'assigned' && isText(data.owner_name) ? data.owner_name : null,
  ];
  return parts.filter(Boolean).join(' · ');
}

/// A promise has a life of its own in the log: made, kept, put off.
function kindOf(line: TimelineEntry): string {
  const what = line.kind === 'follow_up' ? word('case.followUpEvent', line.data.what) : null;
  return what ?? wordOr('timeline', line.kind);
}

export function Timeline({ lines, findings }: Props) {
  const sentenceOf = (line: TimelineEntry) =>
    findings.find((finding) => finding.id === line.data.finding_id)?.sentence;
  const retracted = new Set(lines.filter((l) => l.kind.endsWith('_retracted')).map((l) => l.data.seq));
  return (
    <section class="stack-s">
      <h2>{t('work.timeline')}</h2>
      <ol class="timeline">
        {[...lines].reverse().map((line) => {
          const more = details(line);
          const kind = kindOf(line);
          const sentence = sentenceOf(line);
          return (
            <li key={line.seq} class={`timeline-line ${line.kind}`}>
              <p class="small">
                <strong>{retracted.has(line.seq) ? <s>{kind}</s> : kind}</strong>
                {more ? ` · ${more}` : ''}
              </p>
              {line.text ? <p class="timeline-text">{line.text}</p> : null}
              {sentence ? <p class="small">{sentence}</p> : null}
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
