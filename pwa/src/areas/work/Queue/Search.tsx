/// One field for a person: the list keeps the alerts whose name fits, and below the field are the files of persons, with an
/// alert or without.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { PersonItem } from '../../../api/types';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';

/// Waits for a pause in the typing before it asks.
const PAUSE_MS = 250;
const SHOWN = 6;

type Props = { query: string; onSearch: (query: string) => void };

export function Search({ query, onSearch }: Props) {
  const [text, setText] = useState(query);
  const [found, setFound] = useState<PersonItem[] | null>(null);
  const told = useRef(query);
  // The address changed without us: a view was opened, the filters were cleared.
  if (query !== told.current) {
    told.current = query;
    setText(query);
  }
  useEffect(() => {
    const wanted = text.trim();
    setFound(null);
    let here = true;
    const timer = setTimeout(async () => {
      if (wanted !== told.current) {
        told.current = wanted;
        onSearch(wanted);
      }
      if (wanted.length < 2) return;
      const answer = await api.persons(wanted);
      if (here && answer.ok) setFound(answer.data.items.slice(0, SHOWN));
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <div class="stack-s">
      <Field label={t('work.search')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            autocomplete="off"
            data-search="person"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <div role="status" class="stack-s">
        {found?.length === 0 ? <p class="muted small">{t('work.noPerson')}</p> : null}
        {found && found.length > 0 ? (
          <>
            <p class="muted small">{t('triage.files')}</p>
            <ul class="found">
              {found.map((person) => (
                <li key={person.id}>
                  <a href={`/personnes/${person.id}`}>{person.name}</a>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </div>
  );
}
