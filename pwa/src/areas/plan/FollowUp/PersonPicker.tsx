/// For whom: a few letters, then a choice among real radio buttons.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { PersonItem } from '../../../api/types';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';

type Whom = Pick<PersonItem, 'id' | 'name' | 'sector_id'>;
type Props = { chosen: Whom | null; onChoose: (person: Whom | null) => void; error: string | undefined };

/// Waits for a pause in the typing before it asks.
const PAUSE_MS = 250;
const SHOWN = 6;
const ENOUGH = 2;

export function PersonPicker({ chosen, onChoose, error }: Props) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<PersonItem[] | 'failed' | null>(null);
  useEffect(() => {
    setFound(null);
    if (query.trim().length < ENOUGH) return;
    let here = true;
    const timer = setTimeout(async () => {
      const answer = await api.persons(query.trim());
      if (here) setFound(answer.ok ? answer.data.items.slice(0, SHOWN) : 'failed');
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [query]);
  if (chosen) {
    return (
      <p class="row">
        <span>
          {t('plan.forWhom')} <strong>{chosen.name}</strong>
        </span>
        <button type="button" class="button plain" onClick={() => onChoose(null)}>
          {t('plan.otherPerson')}
        </button>
      </p>
    );
  }
  return (
    <div class="stack-s">
      <Field label={t('plan.personLabel')} {...(error ? { error } : {})}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            autocomplete="off"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              // Enter chooses when only one is left; it never sends the form half filled.
              if (event.key !== 'Enter') return;
              event.preventDefault();
              const only = Array.isArray(found) && found.length === 1 ? found[0] : undefined;
              if (only) onChoose(only);
            }}
          />
        )}
      </Field>
      <div role="status">
        {found === 'failed' ? <p class="error small">{t('app.unreachable')}</p> : null}
        {Array.isArray(found) && found.length === 0 ? <p class="muted small">{t('work.noPerson')}</p> : null}
        {Array.isArray(found) && found.length > 0 ? (
          <ul class="row">
            {found.map((person) => (
              <li key={person.id}>
                <button type="button" class="button" onClick={() => onChoose(person)}>
                  {person.name}
                </button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
