/// Finds one person by any part of a name.
import type { Named } from '../../../api/types';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { usePersonSearch } from '../../../ui/usePersonSearch';

type Props = { person: Named | null; error: string; onChange: (person: Named | null) => void };

export function PersonPicker({ person, error, onChange }: Props) {
  const { query, setQuery, found } = usePersonSearch();
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
              const only = Array.isArray(found) && found.length === 1 ? found[0] : undefined;
              if (only) onChange({ id: only.id, name: only.name });
            }}
          />
        )}
      </Field>
      <div role="status">
        {found === 'failed' ? <p class="error small">{t('app.unreachable')}</p> : null}
        {Array.isArray(found) && found.length === 0 ? <p class="muted small">{t('work.noPerson')}</p> : null}
        {Array.isArray(found) && found.length > 0 ? (
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
