/// A rating that was begun on another day and never saved: it would be easy to send it for the wrong visit, and wrong to lose it.
import { t } from '../../../i18n';
import { day } from '../../../i18n/dates';
import type { Draft } from '../../../outbox/types';
import { Notice } from '../../../ui/Notice/Notice';

type Props = { draft: Draft; onTakeUp: () => void; onStartOver: () => void };

export function OldDraft({ draft, onTakeUp, onStartOver }: Props) {
  return (
    <Notice tone="warn">
      <strong>{t('aide.oldDraft', { day: day(draft.visited_at) })}</strong>
      {draft.note.trim() ? <blockquote>{draft.note}</blockquote> : null}
      <div class="stack-s">
        <button type="button" class="button main" onClick={onTakeUp}>
          {t('aide.oldDraftTakeUp')}
        </button>
        <button type="button" class="button" onClick={onStartOver}>
          {t('aide.oldDraftDrop')}
        </button>
      </div>
    </Notice>
  );
}
