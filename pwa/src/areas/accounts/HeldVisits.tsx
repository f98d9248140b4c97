/// Visits from a phone that was reported lost, noted before: whoever knows the aide and the person says whether they are hers. Accepted
/// ones go the way of every visit; after a week the others are forgotten.
import { useState } from 'preact/hooks';
import { accountsApi, type Held } from '../../api/accounts';
import { AXES } from '../../api/types';
import { label, t } from '../../i18n';
import { dateTime, dayTime } from '../../i18n/dates';
import { me } from '../../session/session';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { Field } from '../../ui/Field/Field';
import { Icon } from '../../ui/Icon/Icon';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';

export function HeldVisits() {
  const asking = useAsked(accountsApi.held);
  return (
    <>
      <p class="muted">{t('accounts.heldLead')}</p>
      <Asked of={asking}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('accounts.heldNone')} more={t('accounts.heldNoneMore')} />
          ) : (
            <ul class="accounts-cards">
              {items.map((held) => (
                <li key={held.id}>
                  <Card held={held} onSettled={() => void asking.again()} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  );
}

const signWord = (id: string): string => {
  const known = me.value?.signs.find((sign) => sign.id === id);
  return known ? label(known.label) : id;
};

function Card({ held, onSettled }: { held: Held; onSettled: () => void }) {
  const [discarding, setDiscarding] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const settle = async (ask: () => ReturnType<typeof accountsApi.accept>, done: string) => {
    if (busy) return;
    setBusy(true);
    setRefusal('');
    const answer = await ask();
    setBusy(false);
    if (!answer.ok) return setRefusal(failureWords(answer));
    showToast({ text: done, tone: 'ok' });
    onSettled();
  };
  return (
    <article class="card stack-s" aria-label={t('accounts.heldVisit', { name: held.person.name })}>
      <h2>{t('accounts.heldVisit', { name: held.person.name })}</h2>
      <p>{t('accounts.heldBy', { name: held.aide.name, date: dayTime(held.visited_at) })}</p>
      <dl class="accounts-scores">
        {AXES.map((axis) => {
          const score = held.scores[axis];
          return (
            <div key={axis}>
              <dt>{t(`axis.${axis}`)}</dt>
              <dd>{score === null ? t('accounts.notSaid') : t(`face.${score}`)}</dd>
            </div>
          );
        })}
      </dl>
      {held.signs.length > 0 ? <p>{held.signs.map(signWord).join(', ')}</p> : null}
      {held.note ? <blockquote>{held.note}</blockquote> : null}
      <p class="muted small">
        {t('accounts.heldReceived', { date: dateTime(held.received_at), until: dayTime(held.until) })}
      </p>
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      {discarding ? (
        <Discard
          busy={busy}
          onDiscard={(reason) =>
            void settle(() => accountsApi.discard(held.id, reason), t('accounts.heldDiscarded'))
          }
          onClose={() => setDiscarding(false)}
        />
      ) : (
        <div class="row">
          <button
            type="button"
            class="button main"
            aria-disabled={busy}
            onClick={() => void settle(() => accountsApi.accept(held.id), t('accounts.heldAccepted'))}
          >
            <Icon name="check" />
            {t('accounts.heldAccept')}
          </button>
          <button type="button" class="button plain" onClick={() => setDiscarding(true)}>
            <Icon name="close" />
            {t('accounts.heldDiscard')}
          </button>
        </div>
      )}
    </article>
  );
}

type DiscardProps = { busy: boolean; onDiscard: (reason: string) => void; onClose: () => void };

function Discard({ busy, onDiscard, onClose }: DiscardProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <form
      class="stack-s"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!reason.trim());
        if (reason.trim()) onDiscard(reason.trim());
      }}
    >
      <Field
        label={t('accounts.heldWhy')}
        hint={t('accounts.heldWhyHint')}
        {...(missing ? { error: t('accounts.heldWhyMissing') } : {})}
      >
        {(aria) => (
          <input
            {...aria}
            class="input"
            value={reason}
            maxLength={300}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy}>
          {t('accounts.heldDiscardConfirm')}
        </button>
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
}
