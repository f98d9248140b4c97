/// Finds one person by any part of a name.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Named, PersonItem } from '../../../api/types';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';

const PAUSE_MS = 250;
const SHOWN = 8;

type Props = { person: Named | null; error: string; onChange: (person: Named | null) => void };

export function PersonPicker({ person, error, onChange }: Props) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<PersonItem[] | null>(null);
  useEffect(() => {
    setFound(null);
    const wanted = query.trim();
    if (wanted.length < 2) return;
    let here = true;
    const timer = setTimeout(async () => {
      const answer = await api.persons(wanted);
      if (here && answer.ok) setFound(answer.data.items.slice(0, SHOWN));
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [query]);
  if (person) {
    return (
      <p class="row">
        <strong>{person.name}</strong>
        <button type="button" class="button plain" onClick={() => onChange(null)}>
          {t('case.personOther')}
        </button>
      </p>
    );
  }
  return (
    <div class="stack-s">
      <Field label={t('case.person')} error={error}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            autocomplete="off"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
            // Enter takes the only one there is, and never sends an unfinished form.
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              if (found?.length === 1 && found[0]) onChange({ id: found[0].id, name: found[0].name });
            }}
          />
        )}
      </Field>
      <div role="status">
        {found?.length === 0 ? <p class="muted small">{t('work.noPerson')}</p> : null}
        {found && found.length > 0 ? (
          <ul class="found">
            {found.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  class="button plain"
                  onClick={() => onChange({ id: one.id, name: one.name })}
                >
                  {one.name}
                </button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
