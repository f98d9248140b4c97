/// Family and friends: whom to call, who helps, who decides by law.
import { type ContactFields, file as calls, type FileContact } from '../../../api/file';
import { t } from '../../../i18n';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { Opening } from '../../plan/Opening';
import { change } from '../change';
import type { Part } from '../File';
import { ContactForm } from './ContactForm';
import './contacts.css';

const fieldsOf = ({ id: _, ...fields }: FileContact): ContactFields => fields;

export function Contacts({ file, reload }: Part) {
  const add = (fields: ContactFields) =>
    change({
      call: calls.addContact(file.id, fields),
      said: t('person.said.contactAdded'),
      undo: (made) => calls.dropContact(file.id, made.id),
      reload,
    });
  return (
    <section id="entourage" class="card stack-s">
      <h2>{t('person.contacts')}</h2>
      {file.contacts.length === 0 ? <p class="muted small">{t('person.noContact')}</p> : null}
      <ul class="contacts">
        {file.contacts.map((contact) => (
          <Contact key={contact.id} contact={contact} file={file} reload={reload} />
        ))}
      </ul>
      <div class="row">
        <Opening label={t('person.contactAdd')} icon="plus">
          {(close) => <ContactForm onSave={add} onClose={close} />}
        </Opening>
      </div>
    </section>
  );
}

function Contact({ contact, file, reload }: Part & { contact: FileContact }) {
  const { name, relation, phone, email, carer, guardian, note } = contact;
  const save = (fields: ContactFields) =>
    change({
      call: calls.changeContact(file.id, contact.id, fields),
      said: t('person.said.contactChanged'),
      undo: () => calls.changeContact(file.id, contact.id, fieldsOf(contact)),
      reload,
    });
  const remove = async () => {
    const refusal = await change({
      call: calls.dropContact(file.id, contact.id),
      said: t('person.said.contactRemoved', { name }),
      undo: () => calls.addContact(file.id, fieldsOf(contact)),
      reload,
    });
    if (refusal) showToast({ text: refusal, tone: 'bad' });
  };
  return (
    <li class="contact">
      <p class="row">
        <strong>{name}</strong>
        <span class="muted">{relation}</span>
        {carer ? <span class="tag">{t('person.carer')}</span> : null}
        {guardian ? <span class="tag warn">{t('person.guardian')}</span> : null}
      </p>
      <p class="row">
        {phone ? (
          <a class="contact-link" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
            <Icon name="phone" size={16} />
            {phone}
          </a>
        ) : null}
        {email ? (
          <a class="contact-link" href={`mailto:${email}`}>
            <Icon name="send" size={16} />
            {email}
          </a>
        ) : null}
      </p>
      {note ? <p class="small">{note}</p> : null}
      <div class="row contact-bar">
        <Opening label={t('person.change')} about={name} look="plain" icon="edit">
          {(close) => <ContactForm contact={contact} onSave={save} onClose={close} />}
        </Opening>
        <button type="button" class="button plain" onClick={() => void remove()}>
          <Icon name="close" size={18} />
          {t('person.remove')}
          <span class="hidden">{`, ${name}`}</span>
        </button>
      </div>
    </li>
  );
}
