/// A note: what was said and agreed.
import { useState } from 'preact/hooks';
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { note } from './actions';
import { keptText } from './drafts';
import { FormFrame } from './FormFrame';
import { TextBox } from './TextBox';

/// The server's own limit.
const MAX = 2000;

export function NoteForm({ alert }: { alert: AlertDetail }) {
  const [empty, setEmpty] = useState(false);
  const send = async () => {
    const text = keptText(alert.id, 'note').trim();
    setEmpty(text === '');
    return text !== '' && note(alert, text);
  };
  return (
    <FormFrame place={alert.id} form="note" submit={t('work.save')} onSubmit={send}>
      <TextBox
        place={alert.id}
        form="note"
        label={t('work.noteLabel')}
        error={empty ? t('work.noteEmpty') : ''}
        max={MAX}
      />
    </FormFrame>
  );
}
