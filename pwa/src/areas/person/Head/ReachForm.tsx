/// Phone and address of the person.
import { useState } from 'preact/hooks';
import { file as calls } from '../../../api/file';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { FormShell } from '../../plan/FollowUp/FormShell';
import { Words } from '../../plan/FollowUp/Words';
import { change } from '../change';
import type { Part } from '../File';

const MAX_PHONE = 40;
const MAX_ADDRESS = 300;

export function ReachForm({ file, reload, onClose }: Part & { onClose: () => void }) {
  const [phone, setPhone] = useState(file.phone ?? '');
  const [address, setAddress] = useState(file.address ?? '');
  const send = () =>
    change({
      call: calls.reach(file.id, phone.trim() || null, address.trim() || null),
      said: t('person.said.reach'),
      undo: () => calls.reach(file.id, file.phone, file.address),
      reload,
    });
  return (
    <FormShell submit={t('work.save')} onSubmit={send} onClose={onClose}>
      <Field label={t('person.phone')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="tel"
            autocomplete="off"
            maxLength={MAX_PHONE}
            value={phone}
            onInput={(event) => setPhone(event.currentTarget.value)}
          />
        )}
      </Field>
      <Words label={t('person.address')} value={address} max={MAX_ADDRESS} onChange={setAddress} />
    </FormShell>
  );
}
