/// What is in force, beside the draft's own value; marked when the two differ.
import { t } from '../../../i18n';

export function Now({ id, text, changed }: { id: string; text: string; changed: boolean }) {
  return (
    <span id={id} class={`lab-now${changed ? ' changed' : ''}`}>
      <span class="small muted">{t('lab.inForce')}</span> <span>{text}</span>
      {changed ? <span class="tag warn">{t('lab.changed')}</span> : null}
    </span>
  );
}
