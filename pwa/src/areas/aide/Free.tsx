/// A visit nobody planned: choose the person, then the same form.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Named } from '../../api/types';
import { t } from '../../i18n';
import type { Entry } from '../../outbox/types';
import { Field } from '../../ui/Field/Field';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { matches } from '../../ui/search';
import { persons } from './cache';
import { RatingForm } from './RatingForm/RatingForm';

/// Below this, a search box is only in the way.
const SEARCH_ABOVE = 12;

export function Free() {
  useEffect(() => void persons.refresh(), []);
  const [query, setQuery] = useState('');
  const cached = persons.value.value;
  const items = cached.state === 'here' ? cached.items : [];
  const shown = items.filter((person) => matches(person.name, query));
  return (
    <>
      <div>
        <Heading title={t('aide.freeVisit')} />
        <p class="muted">{t('aide.whichPerson')}</p>
      </div>
      {items.length > SEARCH_ABOVE ? (
        <Field label={t('aide.search')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="search"
              value={query}
              onInput={(event) => setQuery(event.currentTarget.value)}
            />
          )}
        </Field>
      ) : null}
      {cached.state === 'loading' ? <Skeleton label={t('app.loading')} /> : null}
      {cached.state === 'missing' ? <Notice tone="warn">{t('aide.visitsFailed')}</Notice> : null}
      {cached.state === 'here' && shown.length === 0 ? <p role="status">{t('aide.noPerson')}</p> : null}
      <ul class="stack-s">
        {shown.map((person) => (
          <li key={person.id}>
            <a class="visit-row" href={`/visite-libre/${person.id}`}>
              <span class="visit-row-name">{person.name}</span>
              <Icon name="next" />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function FreePerson({ id }: { id: string }) {
  const { route } = useLocation();
  useEffect(() => void persons.refresh(), []);
  const cached = persons.value.value;
  if (cached.state === 'loading') return <Skeleton label={t('app.loading')} />;
  const person = cached.state === 'here' ? cached.items.find((item) => item.id === id) : undefined;
  if (!person) return <Notice tone="warn">{t('aide.visitsFailed')}</Notice>;
  return <FreeForm person={person} onSaved={(entry) => route(`/envois/${entry.id}`, true)} />;
}

export function FreeForm({ person, onSaved }: { person: Named; onSaved: (entry: Entry) => void }) {
  return (
    <>
      <div class="visit-head">
        <Heading title={t('aide.visitAt', { name: person.name })} inWindow={t('aide.visits')} />
        <p class="muted small">{t('aide.freeVisit')}</p>
      </div>
      <RatingForm
        target={{
          slot: `person:${person.id}`,
          person: { id: person.id, name: person.name },
          visit: null,
          correction: null,
        }}
        onSaved={onSaved}
      />
    </>
  );
}
