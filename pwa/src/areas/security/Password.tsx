/// A new password for the old one. Other devices are signed out.
import { useState } from 'preact/hooks';
import { securityApi } from '../../api/security';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';
import { SecretField } from './SecretField';
import { firstMistake } from './wall';

/// As many as the server asks for.
const SHORTEST = 12;
type Mistakes = { current?: string; next?: string; repeat?: string };

export function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [busy, setBusy] = useState(false);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [refusal, setRefusal] = useState('');
  const save = async () => {
    if (busy) return;
    setRefusal('');
    const found: Mistakes = {};
    if (!current) found.current = t('security.currentMissing');
    if ([...next].length < SHORTEST) found.next = t('security.newHint');
    if (next !== repeat) found.repeat = t('security.differ');
    setMistakes(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    const answer = await securityApi.password(current, next);
    setBusy(false);
    if (answer.ok) {
      for (const clear of [setCurrent, setNext, setRepeat]) clear('');
      return showToast({ text: t('security.passwordDone'), tone: 'ok' });
    }
    const errors = answer.kind === 'problem' ? (answer.problem.errors ?? []) : [];
    const at = (pointer: string) => errors.find((one) => one.pointer === pointer)?.detail;
    const [old, fresh] = [at('/current'), at('/new')];
    setMistakes({ ...(old ? { current: old } : {}), ...(fresh ? { next: fresh } : {}) });
    if (!old && !fresh) setRefusal(firstMistake(answer));
  };
  return (
    <section class="stack-s" aria-labelledby="mot-de-passe">
      <h2 id="mot-de-passe">{t('security.password')}</h2>
      <p class="muted">{t('security.passwordLead')}</p>
      <form
        class="card stack security-narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <SecretField
          label={t('security.current')}
          value={current}
          error={mistakes.current}
          onChange={setCurrent}
        />
        <SecretField
          label={t('security.new')}
          hint={t('security.newHint')}
          value={next}
          error={mistakes.next}
          fresh
          onChange={setNext}
        />
        <SecretField
          label={t('security.repeat')}
          value={repeat}
          error={mistakes.repeat}
          fresh
          onChange={setRepeat}
        />
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        <div>
          <button type="submit" class="button main" aria-disabled={busy}>
            {t(busy ? 'app.saving' : 'security.passwordSave')}
          </button>
        </div>
      </form>
    </section>
  );
}
