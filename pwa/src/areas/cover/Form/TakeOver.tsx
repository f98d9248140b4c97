/// A colleague is suddenly away: everything of theirs comes to oneself, from now on.
import { useState } from 'preact/hooks';
import { type Cover, coverApi } from '../../../api/cover';
import { t } from '../../../i18n';
import { localText } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { bodyOf, type Draft, type Mistake, mistakeIn, newDraft } from '../draft';
import { type Colleague, standIns } from '../people';
import { refusalWords } from '../words';
import { Who } from './CoverForm';
import { Preview } from './Preview';

type Props = { people: Colleague[]; onClose: () => void; onSaved: (cover: Cover) => void };

export function TakeOver({ people, onClose, onSaved }: Props) {
  const mine = user.value?.id ?? '';
  const [draft, setDraft] = useState<Draft>(() => {
    const now = new Date();
    return { ...newDraft(null, now), cover: mine, from: localText(now) };
  });
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Draft>) => {
    setMistake(null);
    setDraft({ ...draft, ...change });
  };
  const submit = async () => {
    if (busy) return;
    const found = mistakeIn(draft, new Date());
    setMistake(found);
    setRefusal('');
    if (found) return;
    setBusy(true);
    const { absent_id, to, reason } = bodyOf(draft);
    const answer = await coverApi.takeOver(absent_id ?? '', to, reason ?? undefined);
    setBusy(false);
    if (answer.ok) onSaved(answer.data);
    else setRefusal(refusalWords(answer));
  };
  const words = mistake ? t(`cover.missing.${mistake}`) : undefined;
  return (
    <Dialog title={t('cover.takeOver')} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{t('cover.takeOverLead')}</p>
        <Who
          name="absent"
          label={t('cover.absent')}
          value={draft.absent}
          people={standIns(people, mine)}
          onChange={(absent) => set({ absent })}
          {...(mistake === 'absent' && words ? { error: words } : {})}
        />
        <Field label={t('cover.to')} {...(mistake && mistake !== 'absent' && words ? { error: words } : {})}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="datetime-local"
              value={draft.to}
              onInput={(event) => set({ to: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={t('cover.reason')} hint={t('cover.reasonHint')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              maxLength={200}
              value={draft.reason}
              onInput={(event) => set({ reason: event.currentTarget.value })}
            />
          )}
        </Field>
        <Preview draft={draft} people={people} />
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {t('cover.takeOverSave')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
