/// Somebody close to the person, in the few words that help when one has to call.
import { useState } from 'preact/hooks';
import type { ContactFields } from '../../../api/file';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { FormShell } from '../../plan/FollowUp/FormShell';
import { Words } from '../../plan/FollowUp/Words';
import type { Refusal } from '../../plan/step';

const MAX_NAME = 120;
const MAX_NOTE = 300;
const TEXTS = [
  { name: 'name', word: 'person.name', mode: 'text' },
  { name: 'relation', word: 'person.relation', mode: 'text' },
  { name: 'phone', word: 'person.phone', mode: 'tel' },
  { name: 'email', word: 'person.email', mode: 'email' },
] as const;

type Props = {
  contact?: ContactFields;
  onSave: (fields: ContactFields) => Promise<Refusal>;
  onClose: () => void;
};

export function ContactForm({ contact, onSave, onClose }: Props) {
  const [texts, setTexts] = useState({
    name: contact?.name ?? '',
    relation: contact?.relation ?? '',
    phone: contact?.phone ?? '',
    email: contact?.email ?? '',
  });
  const [note, setNote] = useState(contact?.note ?? '');
  const [carer, setCarer] = useState(contact?.carer ?? false);
  const [guardian, setGuardian] = useState(contact?.guardian ?? false);
  const [tried, setTried] = useState(false);
  const missing = (name: (typeof TEXTS)[number]['name']) =>
    tried && (name === 'name' || name === 'relation') && !texts[name].trim();
  const send = async () => {
    setTried(true);
    if (!texts.name.trim() || !texts.relation.trim()) return false;
    return onSave({
      name: texts.name.trim(),
      relation: texts.relation.trim(),
      phone: texts.phone.trim() || null,
      email: texts.email.trim() || null,
      carer,
      guardian,
      note: note.trim() || null,
    });
  };
  return (
    <FormShell submit={t('work.save')} onSubmit={send} onClose={onClose}>
      {TEXTS.map(({ name, word, mode }) => (
        <Field key={name} label={t(word)} {...(missing(name) ? { error: t('person.missing') } : {})}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              inputMode={mode}
              autocomplete="off"
              maxLength={MAX_NAME}
              value={texts[name]}
              onInput={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
            />
          )}
        </Field>
      ))}
      <Check label={t('person.carerLabel')} checked={carer} onChange={setCarer} />
      <Check label={t('person.guardianLabel')} checked={guardian} onChange={setGuardian} />
      <Words label={t('person.noteLabel')} value={note} max={MAX_NOTE} onChange={setNote} />
    </FormShell>
  );
}

type CheckProps = { label: string; checked: boolean; onChange: (checked: boolean) => void };
const Check = ({ label, checked, onChange }: CheckProps) => (
  <label class="sign-like">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
    <span>{label}</span>
  </label>
);
