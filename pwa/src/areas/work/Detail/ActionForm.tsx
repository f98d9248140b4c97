/// Something done: what, how, and who agreed. Nothing is done behind the person's back.
import { useState } from 'preact/hooks';
import {
  ACTION_KINDS,
  type ActionKind,
  AGREEMENTS,
  type Agreement,
  type AlertDetail,
  CONTACTS,
  type Contact,
} from '../../../api/types';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { Select } from '../../../ui/Field/Field';
import { act, typedText } from './actions';
import { FormFrame } from './FormFrame';
import { TextBox } from './TextBox';

const MAX = 2000;

export function ActionForm({ alert }: { alert: AlertDetail }) {
  const [kind, setKind] = useState<ActionKind>('phone_call');
  const [contact, setContact] = useState<Contact>('phone');
  const [agreement, setAgreement] = useState<Agreement>('not_asked');
  const send = () => {
    const text = typedText(alert.id, 'action').trim();
    return act(alert, { kind, contact, agreement, ...(text ? { text } : {}) });
  };
  return (
    <FormFrame alertId={alert.id} form="action" submit={t('work.save')} onSubmit={send}>
      <Select
        label={t('work.kindLabel')}
        value={kind}
        onChange={setKind}
        options={ACTION_KINDS.map((value) => ({ value, label: t(`work.kind.${value}`) }))}
      />
      <Choice
        legend={t('work.contactLabel')}
        name="contact"
        value={contact}
        onChange={setContact}
        options={CONTACTS.map((value) => ({ value, label: t(`work.contact.${value}`) }))}
      />
      <Choice
        legend={t('work.agreementLabel')}
        name="agreement"
        value={agreement}
        onChange={setAgreement}
        options={AGREEMENTS.map((value) => ({ value, label: t(`work.agreement.${value}`) }))}
      />
      <TextBox alertId={alert.id} form="action" label={t('work.textLabel')} max={MAX} />
    </FormFrame>
  );
}
