/// Who coordinates already: nobody should do the same work twice, or call the wrong one.
import { useState } from 'preact/hooks';
import { type Coordinator, file as calls, SERVICES } from '../../../api/file';
import { t } from '../../../i18n';
import { Field, Select } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { FormShell } from '../../plan/FollowUp/FormShell';
import { Opening } from '../../plan/Opening';
import type { Refusal } from '../../plan/step';
import { change } from '../change';
import type { Part } from '../File';

const MAX = 120;

export function Coordinators({ file, reload }: Part) {
  const now = file.coordinators;
  const save = (items: Coordinator[]) =>
    change({
      call: calls.coordinators(file.id, items),
      said: t('person.said.coordinators'),
      undo: () => calls.coordinators(file.id, now),
      reload,
    });
  const remove = async (index: number) => {
    const refusal = await save(now.filter((_, at) => at !== index));
    if (refusal) showToast({ text: refusal, tone: 'bad' });
  };
  return (
    <section id="services" class="card stack-s">
      <h2>{t('person.coordinators')}</h2>
      {now.length === 0 ? <p class="muted small">{t('person.noCoordinator')}</p> : null}
      <ul class="contacts">
        {now.map((item, index) => (
          <li key={`${item.kind}${item.name}`} class="contact">
            <p class="row">
              <strong>{item.name}</strong>
              <span class="muted">{t(`person.service.${item.kind}`)}</span>
            </p>
            <p class="row">
              {item.phone ? (
                <a class="contact-link" href={`tel:${item.phone.replace(/[^+\d]/g, '')}`}>
                  <Icon name="phone" size={16} />
                  {item.phone}
                </a>
              ) : null}
              <button type="button" class="button plain" onClick={() => void remove(index)}>
                <Icon name="close" size={18} />
                {t('person.remove')}
                <span class="hidden">{`, ${item.name}`}</span>
              </button>
            </p>
          </li>
        ))}
      </ul>
      <div class="row">
        <Opening label={t('person.coordinatorAdd')} icon="plus">
          {(close) => <CoordinatorForm onSave={(item) => save([...now, item])} onClose={close} />}
        </Opening>
      </div>
    </section>
  );
}

type Props = { onSave: (item: Coordinator) => Promise<Refusal>; onClose: () => void };

function CoordinatorForm({ onSave, onClose }: Props) {
  const [kind, setKind] = useState<Coordinator['kind']>('dac');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    return name.trim() ? onSave({ kind, name: name.trim(), phone: phone.trim() || null }) : false;
  };
  return (
    <FormShell submit={t('work.save')} onSubmit={send} onClose={onClose}>
      <Select
        label={t('person.serviceLabel')}
        value={kind}
        onChange={setKind}
        options={SERVICES.map((value) => ({ value, label: t(`person.service.${value}`) }))}
      />
      <Field label={t('person.name')} {...(tried && !name.trim() ? { error: t('person.missing') } : {})}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            autocomplete="off"
            maxLength={MAX}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('person.phone')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="tel"
            autocomplete="off"
            maxLength={MAX}
            value={phone}
            onInput={(event) => setPhone(event.currentTarget.value)}
          />
        )}
      </Field>
    </FormShell>
  );
}
