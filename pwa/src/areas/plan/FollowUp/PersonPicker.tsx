/// For whom: a few letters, then a button for each person found.
import type { PersonItem } from '../../../api/types';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { usePersonSearch } from '../../../ui/usePersonSearch';

type Whom = Pick<PersonItem, 'id' | 'name' | 'sector_id'>;
type Props = { chosen: Whom | null; onChoose: (person: Whom | null) => void; error: string | undefined };

export function PersonPicker({ chosen, onChoose, error }: Props) {
  const { query, setQuery, found } = usePersonSearch();
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
