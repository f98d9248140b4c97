/// One person helped, found by any part of the name.
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';
import { usePersonSearch } from '../../../ui/usePersonSearch';

export function PersonPicker({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { query, setQuery, found } = usePersonSearch();
  return (
    <div class="stack-s">
      <Field label={t('cover.person')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            autocomplete="off"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        )}
      </Field>
      <div role="status">
        {found === 'failed' ? <p class="error small">{t('app.unreachable')}</p> : null}
        {found?.length === 0 ? <p class="muted">{t('cover.personNone')}</p> : null}
      </div>
      {Array.isArray(found) && found.length > 0 ? (
        <Choice
          legend={t('cover.scopePerson')}
          name="cover-person"
          value={value || null}
          onChange={onChange}
          options={found.map((person) => ({ value: person.id, label: person.name }))}
        />
      ) : null}
    </div>
  );
}
