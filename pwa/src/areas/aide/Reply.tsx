/// Her answer to what came of a signal: once, in her own words. What is typed stays until it has arrived.
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { REPLY_MAX, signalsApi } from '../../api/signals';
import { t, tn } from '../../i18n';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';

/// By alert; survives a change of page.
const typed = new Map<string, string>();

export function Reply({ alertId, onSent }: { alertId: string; onSent: () => Promise<void> }) {
  const id = useId();
  const [open, setOpen] = useState(typed.has(alertId));
  const [text, setText] = useState(typed.get(alertId) ?? '');
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const begun = useRef(false);
  useEffect(() => {
    if (open && begun.current) field.current?.focus();
  }, [open]);

  const send = async () => {
    if (busy) return;
    setTrouble('');
    if (!text.trim()) {
      setTrouble(t('aide.replyEmpty'));
      return field.current?.focus();
    }
    setBusy(true);
    const answer = await signalsApi.reply(alertId, text.trim());
    setBusy(false);
    if (answer.ok) {
      typed.delete(alertId);
      return void onSent();
    }
    setTrouble(answer.kind === 'problem' ? answer.problem.detail : t('aide.replyLater'));
  };
  if (!open) {
    return (
      <button
        type="button"
        class="button"
        onClick={() => {
          begun.current = true;
          setOpen(true);
        }}
      >
        <Icon name="note" size={18} />
        {t('aide.replyOpen')}
      </button>
    );
  }
  const left = REPLY_MAX - Array.from(text).length;
  return (
    <form
      class="stack-s"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="strong" for={id}>
        {t('aide.replyLabel')}
      </label>
      <textarea
        ref={field}
        id={id}
        class="input"
        rows={3}
        maxLength={REPLY_MAX}
        aria-describedby={`${id}-more`}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          typed.set(alertId, event.currentTarget.value);
        }}
      />
      <p id={`${id}-more`} class="muted small">
        {t('aide.replyOnce')} {tn('aide.noteLeft', left)}
      </p>
      {trouble ? <Notice tone="warn">{trouble}</Notice> : null}
      <button type="submit" class="button main big" aria-disabled={busy}>
        <Icon name="send" />
        {busy ? t('aide.sendingNow') : t('aide.replySend')}
      </button>
    </form>
  );
}
