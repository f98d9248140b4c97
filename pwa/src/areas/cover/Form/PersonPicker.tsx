/// One person helped, found by any part of the name.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { PersonItem } from '../../../api/types';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';

/// Shorter texts find half the directory.
const LEAST = 2;
const PATIENCE_MS = 250;
const MOST = 8;

export function PersonPicker({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<PersonItem[] | null>(null);
  useEffect(() => {
    if (text.trim().length < LEAST) return setFound(null);
    let here = true;
    const timer = setTimeout(async () => {
      const answer = await api.persons(text.trim());
      if (here && answer.ok) setFound(answer.data.items.slice(0, MOST));
    }, PATIENCE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [text]);
  return (
    <div class="stack-s">
      <Field label={t('cover.person')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            autocomplete="off"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <div role="status">{found?.length === 0 ? <p class="muted">{t('cover.personNone')}</p> : null}</div>
      {found && found.length > 0 ? (
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
