/// The second factor: what there is, a code app or a passkey more, one less, and the codes for paper.
import { useState } from 'preact/hooks';
import { type Factor, type Factors as Found, securityApi } from '../../../api/security';
import { t, tn } from '../../../i18n';
import { dateTime, pastDay } from '../../../i18n/dates';
import { canUsePasskeys } from '../../../session/passkey';
import { Asked, useAsked } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { AddPasskey } from './AddPasskey';
import { AddTotp } from './AddTotp';
import { AskAgain } from './AskAgain';
import { RecoveryCodes } from './RecoveryCodes';

type Open = { kind: 'totp' | 'passkey' | 'renew' } | { kind: 'remove'; factor: Factor } | null;
/// Fewer than this, and it is time for new ones.
const FEW = 3;

export function Factors({ onSettled }: { onSettled?: () => void }) {
  const asking = useAsked(securityApi.factors);
  const [open, setOpen] = useState<Open>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const close = () => setOpen(null);
  const settled = (fresh: string[] | null, words: string) => {
    close();
    setCodes(fresh);
    void asking.again();
    // Over the codes nothing may lie.
    if (fresh) return;
    showToast({ text: words, tone: 'ok' });
    onSettled?.();
  };
  if (codes) {
    return (
      <RecoveryCodes
        codes={codes}
        onDone={() => {
          setCodes(null);
          onSettled?.();
        }}
      />
    );
  }
  return (
    <section class="stack-s" aria-labelledby="deuxieme-etape">
      <h2 id="deuxieme-etape">{t('security.factors')}</h2>
      <p class="muted">{t('security.factorsLead')}</p>
      <Asked of={asking} lines={2}>
        {(found) => <Whole found={found} onOpen={setOpen} />}
      </Asked>
      {open?.kind === 'totp' ? (
        <AddTotp onClose={close} onDone={(fresh) => settled(fresh, t('security.totpDone'))} />
      ) : null}
      {open?.kind === 'passkey' ? (
        <AddPasskey onClose={close} onDone={(fresh) => settled(fresh, t('security.passkeyDone'))} />
      ) : null}
      {open?.kind === 'remove' ? (
        <AskAgain
          title={t('security.removeTitle', { label: open.factor.label })}
          lead={t('security.removeLead')}
          submit={t('security.removeConfirm')}
          ask={(secret) => securityApi.removeFactor(open.factor.id, secret)}
          onDone={() => settled(null, t('security.removed', { label: open.factor.label }))}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'renew' ? (
        <AskAgain
          title={t('security.renewTitle')}
          lead={t('security.renewLead')}
          submit={t('security.renewConfirm')}
          ask={securityApi.newRecovery}
          onDone={({ recovery_codes }) => settled(recovery_codes, t('security.renewed'))}
          onClose={close}
        />
      ) : null}
    </section>
  );
}

function Whole({ found, onOpen }: { found: Found; onOpen: (open: Open) => void }) {
  const { items, recovery_left: left } = found;
  return (
    <>
      {items.length === 0 ? (
        <p class="card">{t(found.required ? 'security.noneRequired' : 'security.none')}</p>
      ) : (
        <ul class="card security-list">
          {items.map((factor) => (
            <li key={factor.id}>
              <Line factor={factor} onRemove={() => onOpen({ kind: 'remove', factor })} />
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        <button type="button" class="button" onClick={() => onOpen({ kind: 'totp' })}>
          <Icon name="plus" />
          {t('security.addTotp')}
        </button>
        {canUsePasskeys() ? (
          <button type="button" class="button" onClick={() => onOpen({ kind: 'passkey' })}>
            <Icon name="plus" />
            {t('security.addPasskey')}
          </button>
        ) : null}
      </div>
      {items.length > 0 ? (
        <div class="row between security-codes-left">
          <p class={left < FEW ? 'error' : 'muted'}>{tn('security.left', left)}</p>
          <button type="button" class="button plain" onClick={() => onOpen({ kind: 'renew' })}>
            {t('security.renew')}
          </button>
        </div>
      ) : null}
    </>
  );
}

function Line({ factor, onRemove }: { factor: Factor; onRemove: () => void }) {
  const passkey = factor.kind === 'passkey';
  const kind = t(passkey ? 'security.kind.passkey' : 'security.kind.totp');
  return (
    <div class="security-line">
      <div>
        <p class="row">
          <Icon name={passkey ? 'lock' : 'phone'} />
          <strong>{factor.label}</strong>
          {kind === factor.label ? null : <span class="tag">{kind}</span>}
        </p>
        <p class="muted small">
          {[
            factor.last_used_at
              ? t('security.used', { date: dateTime(factor.last_used_at) })
              : t('security.neverUsed'),
            t('security.since', { date: pastDay(factor.created_at) }),
          ].join(' · ')}
        </p>
      </div>
      <button
        type="button"
        class="button plain"
        aria-label={t('security.removeThis', { label: factor.label })}
        onClick={onRemove}
      >
        <Icon name="close" size={18} />
        {t('security.remove')}
      </button>
    </div>
  );
}
