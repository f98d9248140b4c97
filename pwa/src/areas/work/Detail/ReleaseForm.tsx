/// Gives an alert back, with a word for whoever takes it next.
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { release } from './actions';
import { keptText } from './drafts';
import { FormFrame } from './FormFrame';
import { HANDOVER_MAX } from './limits';
import { TextBox } from './TextBox';

export function ReleaseForm({ alert }: { alert: AlertDetail }) {
  const send = () => release(alert, keptText(alert.id, 'release').trim() || undefined);
  return (
    <FormFrame place={alert.id} form="release" submit={t('work.release')} onSubmit={send}>
      <TextBox
        place={alert.id}
        form="release"
        label={t('case.handoverLabel')}
        hint={t('case.handoverHint')}
        max={HANDOVER_MAX}
      />
    </FormFrame>
  );
}
