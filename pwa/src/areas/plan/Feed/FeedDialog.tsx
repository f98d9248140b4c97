/// One's own follow-ups in one's own calendar: a secret address, shown once, without a name in it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { follow } from '../../../api/follow';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { failureWords } from '../step';

type Known = { created_at: string | null };

export function FeedDialog({ onClose }: { onClose: () => void }) {
  const [known, setKnown] = useState<Known | null>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setRefusal(null);
    const answer = await follow.feed();
    if (answer.ok) setKnown(answer.data);
    else setRefusal(failureWords(answer));
  };
  useEffect(() => void ask(), []);
  const renew = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await follow.newFeed();
    setBusy(false);
    if (!answer.ok) return setRefusal(failureWords(answer));
    setRefusal(null);
    setUrl(answer.data.url);
    setKnown({ created_at: new Date().toISOString() });
  };
  const drop = async () => {
    if (busy) return;
    setBusy(true);
    const answer = await follow.dropFeed();
    setBusy(false);
    if (!answer.ok) return setRefusal(failureWords(answer));
    setRefusal(null);
    setUrl(null);
    setKnown({ created_at: null });
  };
  return (
    <Dialog title={t('plan.feedTitle')} onClose={onClose}>
      <p>{t('plan.feedWhat')}</p>
      <p class="muted small">{t('plan.feedPrivate')}</p>
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      {!known && !refusal ? <Skeleton lines={1} label={t('app.loading')} /> : null}
      {url ? <Address url={url} /> : null}
      {known?.created_at && !url ? (
        <p role="status">{t('plan.feedSince', { date: dateTime(known.created_at) })}</p>
      ) : null}
      {known ? (
        <div class="row">
          <button
            type="button"
            class={`button${known.created_at ? '' : ' main'}`}
            aria-disabled={busy}
            onClick={() => void renew()}
          >
            {t(known.created_at ? 'plan.feedRenew' : 'plan.feedMake')}
          </button>
          {known.created_at ? (
            <button type="button" class="button plain" aria-disabled={busy} onClick={() => void drop()}>
              {t('plan.feedDrop')}
            </button>
          ) : null}
        </div>
      ) : null}
      {known?.created_at ? <p class="muted small">{t('plan.feedOld')}</p> : null}
    </Dialog>
  );
}

function Address({ url }: { url: string }) {
  const [copied, setCopied] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), [url]);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(url);
      setCopied(true);
    } catch {
      // Not allowed here: the address is selected, so that one's own keys can copy it.
    }
  };
  return (
    <div class="stack-s">
      <Field label={t('plan.feedAddress')} hint={t('plan.feedOnce')}>
        {(aria) => (
          <div class="with-button">
            <input {...aria} ref={input} class="input" readOnly value={url} />
            <button type="button" class="button" onClick={() => void copy()}>
              {t('plan.feedCopy')}
            </button>
          </div>
        )}
      </Field>
      <p class="small" role="status">
        {copied ? t('plan.feedCopied') : ''}
      </p>
      <a href={url.replace(/^https?:/, 'webcal:')}>{t('plan.feedOpen')}</a>
    </div>
  );
}
