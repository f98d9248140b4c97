/// The rating: four rows of faces, signs and a word folded below, one big button at the thumb.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { AXES } from '../../../api/types';
import { label, t, tn } from '../../../i18n';
import { save } from '../../../outbox/outbox';
import { atSaving, sayable } from '../../../outbox/rating';
import { dropDraft } from '../../../outbox/store';
import type { Entry } from '../../../outbox/types';
import { me } from '../../../session/session';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Emergency, FederationCalls } from '../../../ui/Emergency/Emergency';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import type { Target } from './blank';
import { FaceRow } from './FaceRow';
import { OldDraft } from './OldDraft';
import './rating-form.css';
import { type OpenDraft, useDraft } from './useDraft';

/// The server's own limit.
const NOTE_MAX = 2000;

type Common = { target: Target; noteSent?: boolean };
/// A `practice` is forgotten instead of saved.
type Props = Common &
  ({ practice?: false; onSaved: (entry: Entry) => void } | { practice: true; onSaved: () => void });

export function RatingForm(props: Props) {
  const { target, noteSent = false } = props;
  const draft = useDraft(target);
  const [error, setError] = useState<'empty' | 'full' | null>(null);
  const busy = useRef(false);
  const id = useId();
  const answers = draft.answers;

  const submit = async () => {
    const current = draft.current();
    if (busy.current) return;
    if (!current || !sayable(current)) return setError('empty');
    busy.current = true;
    try {
      if (props.practice) {
        await dropDraft(current.account, current.slot);
        props.onSaved();
      } else props.onSaved(await save(atSaving(current, new Date())));
    } catch {
      setError('full');
    } finally {
      busy.current = false;
    }
  };

  if (draft.old) {
    const startOver = () => void draft.startOver();
    return <OldDraft draft={draft.old} onTakeUp={draft.takeUp} onStartOver={startOver} />;
  }
  if (!answers) return <Skeleton tall lines={4} label={t('app.loading')} />;
  return (
    <form
      class="rating-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {AXES.map((axis) => (
        <FaceRow
          key={axis}
          axis={axis}
          name={`${id}-${axis}`}
          value={answers[axis]}
          onChange={(value) => {
            setError(null);
            draft.answer(axis, value);
          }}
        />
      ))}
      <div class="rating-more">
        <Signs draft={draft} />
        <Note draft={draft} noteSent={noteSent} />
        <Emergency />
      </div>
      <div class="rating-save">
        {error === 'empty' ? <Notice tone="bad">{t('aide.empty')}</Notice> : null}
        {error === 'full' || draft.full ? (
          <Notice tone="bad">
            <strong>{t('aide.storageFull')}</strong>
            {t('aide.storageFullHelp')}
            <FederationCalls />
          </Notice>
        ) : null}
        <button type="submit" class="button main big">
          {t('aide.save')}
        </button>
      </div>
    </form>
  );
}

function Signs({ draft }: { draft: OpenDraft }) {
  const signs = me.value?.signs ?? [];
  if (signs.length === 0) return null;
  const count = draft.signs.length;
  return (
    <Disclosure icon="flag" title={t('aide.signs')} extra={count ? tn('aide.signsCount', count) : undefined}>
      <fieldset>
        <legend class="hidden">{t('aide.signs')}</legend>
        <div class="signs">
          {signs.map((sign) => (
            <label key={sign.id} class="sign">
              <input
                type="checkbox"
                checked={draft.signs.includes(sign.id)}
                onChange={() => draft.toggleSign(sign.id)}
              />
              <span>{label(sign.label)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </Disclosure>
  );
}

function Note({ draft, noteSent }: { draft: OpenDraft; noteSent: boolean }) {
  const id = useId();
  const left = NOTE_MAX - Array.from(draft.note).length;
  const [open, setOpen] = useState(false);
  // A draft brought back with a word in it opens unfolded: what is hidden would be forgotten.
  useEffect(() => {
    if (draft.note) setOpen(true);
  }, [draft.note]);
  return (
    <Disclosure icon="note" title={t('aide.addNote')} open={open}>
      <div class="stack-s">
        {noteSent ? <Notice tone="warn">{t('aide.noteAgain')}</Notice> : null}
        <label for={id} class="strong">
          {t('aide.note')}
        </label>
        <p id={`${id}-hint`} class="muted">
          {t('aide.noteHint')}
        </p>
        <textarea
          id={id}
          class="input"
          rows={3}
          maxLength={NOTE_MAX}
          aria-describedby={`${id}-hint ${id}-left`}
          value={draft.note}
          onInput={(event) => draft.setNote(event.currentTarget.value)}
        />
        <p id={`${id}-left`} class="muted small">
          {tn('aide.noteLeft', left)}
        </p>
      </div>
    </Disclosure>
  );
}
