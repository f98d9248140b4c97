/// Persons who would be seen, or no longer seen: the first ones, then all of them.
import { useState } from 'preact/hooks';
import type { Case } from '../../../api/lab';
import { t } from '../../../i18n';
import { shortDay } from '../../../i18n/dates';
import { SeverityTag } from '../../../ui/Severity/Severity';

const FIRST = 8;

type Props = { title: string; more: string; cases: Case[]; count?: number };

/// `count` where the server names only the first ones.
export function Cases({ title, more, cases, count = cases.length }: Props) {
  const [all, setAll] = useState(false);
  const shown = all ? cases : cases.slice(0, FIRST);
  return (
    <section class="stack-s">
      <h3>
        {title} <span class="tag">{count}</span>
      </h3>
      <p class="muted small">{more}</p>
      {cases.length === 0 ? <p>{t('lab.nobody')}</p> : null}
      <ul class="lab-cases">
        {shown.map((one) => (
          <li key={`${one.person.id} ${one.opened_at}`}>
            <p class="row">
              <SeverityTag severity={one.severity} />
              <a href={`/personnes/${one.person.id}`}>{one.person.name}</a>
              <span class="muted small">{shortDay(one.opened_at)}</span>
            </p>
            <p class="small">{one.sentence}</p>
          </li>
        ))}
      </ul>
      {count > cases.length && (all || cases.length <= FIRST) ? (
        <p class="muted small">{t('lab.firstOnly', { n: cases.length, all: count })}</p>
      ) : null}
      {cases.length > FIRST ? (
        <div>
          <button type="button" class="button" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('lab.fewer') : t('lab.showAll', { n: cases.length })}
          </button>
        </div>
      ) : null}
    </section>
  );
}
