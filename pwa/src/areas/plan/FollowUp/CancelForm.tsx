/// Calling a promise off: it stays in the file, with the reason.
import { useState } from 'preact/hooks';
import type { FollowUp } from '../../../api/follow';
import { t } from '../../../i18n';
import { cancel, type OnChange } from './actions';
import { FormShell } from './FormShell';
import { Words } from './Words';

const MAX = 500;

type Props = { item: FollowUp; onChange: OnChange; onClose: () => void };

export function CancelForm({ item, onChange, onClose }: Props) {
  const [reason, setReason] = useState('');
  return (
    <FormShell
      submit={t('plan.confirmCancel')}
      onSubmit={() => cancel(item, reason.trim(), onChange)}
      onClose={onClose}
    >
      <Words label={t('plan.cancelWhy')} value={reason} max={MAX} onChange={setReason} />
    </FormShell>
  );
}
