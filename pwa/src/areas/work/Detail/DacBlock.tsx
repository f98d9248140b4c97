/// Hand-over to the DAC (dispositif d'appui à la coordination) and back: where it stands and the steps from there. The server
/// holds the same states and refuses what is out of order.
import { useState } from 'preact/hooks';
import type { DacState, DacStep } from '../../../api/casework';
import type { Agreement, AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { shortDay } from '../../../i18n/dates';
import { Choice } from '../../../ui/Choice/Choice';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { can, stepDac } from './actions';
import { keptText, useKept } from './drafts';
import { FormFrame } from './FormFrame';
import { LineBox } from './LineBox';
import { ACTION_MAX, AGREED_BY_MAX } from './limits';
import { TextBox } from './TextBox';

/// What may come next; handing over again is possible once it is over.
const NEXT: Record<DacState | 'none', DacStep[]> = {
  none: ['hand_over'],
  handed_over: ['accepted', 'declined'],
  accepted: ['returned'],
  declined: ['returned', 'hand_over'],
  returned: ['hand_over'],
};
const AGREED = ['person', 'family', 'guardian'] as const satisfies readonly Agreement[];
const ICONS: Record<DacStep, IconName> = {
  hand_over: 'send',
  accepted: 'check',
  declined: 'close',
  returned: 'undo',
};
const TONES: Record<DacState, string> = {
  handed_over: 'warn',
  accepted: 'ok',
  declined: 'bad',
  returned: '',
};

export function DacBlock({ alert }: { alert: AlertDetail }) {
  const [step, setStep] = useState<DacStep | null>(null);
  const steps = can.work(alert) ? NEXT[alert.dac?.state ?? 'none'] : [];
  if (!alert.dac && steps.length === 0) return null;
  return (
    <div class="dac-block stack-s">
      <p class="row">
        <strong>{t('case.dac')}</strong>
        {alert.dac ? (
          <>
            <span class={`tag ${TONES[alert.dac.state]}`}>{t(`case.dac.${alert.dac.state}`)}</span>
            <span class="muted small">{t('case.since', { date: shortDay(alert.dac.since) })}</span>
          </>
        ) : (
          <span class="muted small">{t('case.dac.none')}</span>
        )}
      </p>
      {alert.dac?.text ? <p class="small">{alert.dac.text}</p> : null}
      {steps.length > 0 ? (
        <div class="row">
          {steps.map((one) => (
            <button
              key={one}
              type="button"
              class="button"
              aria-expanded={step === one}
              onClick={() => setStep(step === one ? null : one)}
            >
              <Icon name={ICONS[one]} size={16} />
              {t(`case.dacStep.${one}`)}
            </button>
          ))}
        </div>
      ) : null}
      {step && steps.includes(step) ? (
        <DacForm key={step} alert={alert} step={step} onClose={() => setStep(null)} />
      ) : null}
    </div>
  );
}

function DacForm({ alert, step, onClose }: { alert: AlertDetail; step: DacStep; onClose: () => void }) {
  const form = `dac-${step}`;
  const [agreement, setAgreement] = useKept<(typeof AGREED)[number] | null>(
    alert.id,
    form,
    'agreement',
    null,
  );
  const [missing, setMissing] = useState(false);
  const first = step === 'hand_over';
  const send = async () => {
    setMissing(first && agreement === null);
    if (first && agreement === null) return false;
    const text = keptText(alert.id, form).trim();
    const by = keptText(alert.id, form, 'agreed_by').trim();
    return stepDac(alert, step, {
      ...(first && agreement ? { agreement, ...(by ? { agreed_by: by } : {}) } : {}),
      ...(text ? { text } : {}),
    });
  };
  return (
    <FormFrame
      place={alert.id}
      form={form}
      submit={t(`case.dacStep.${step}`)}
      onSubmit={send}
      onClose={onClose}
    >
      {first ? (
        <>
          <Choice
            legend={t('case.agreementLabel')}
            name="dac-agreement"
            value={agreement}
            error={missing && agreement === null ? t('case.agreementNeeded') : undefined}
            onChange={setAgreement}
            options={AGREED.map((value) => ({ value, label: t(`work.agreement.${value}`) }))}
          />
          {agreement ? (
            <LineBox
              place={alert.id}
              form={form}
              field="agreed_by"
              label={t('case.agreedBy')}
              max={AGREED_BY_MAX}
            />
          ) : null}
        </>
      ) : null}
      <TextBox place={alert.id} form={form} label={t('work.textLabel')} max={ACTION_MAX} rows={2} />
    </FormFrame>
  );
}
