/// One action and one kind of partner, folded: the name is what one looks for, the rest is seldom changed.
import { useEffect, useRef } from 'preact/hooks';
import type { CatalogueAction, PartnerKind } from '../../../api/partners';
import type { Label } from '../../../api/types';
import { label, t } from '../../../i18n';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Field, Select } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';

const LABEL_MAX = 80;

type LabelsProps = { of: Label; fresh: boolean; onChange: (next: Label) => void };

/// A line just added takes the focus: its name is what comes next.
function Labels({ of, fresh, onChange }: LabelsProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) frame.current?.querySelector('input')?.focus();
  }, []);
  const field = (language: 'fr' | 'en', name: string) => (
    <Field label={name}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          lang={language}
          maxLength={LABEL_MAX}
          value={of[language]}
          onInput={(event) => onChange({ ...of, [language]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <div ref={frame} class="settings-pair">
      {field('fr', t('settings.labelFr'))}
      {field('en', t('settings.labelEn'))}
    </div>
  );
}

type ActionProps = {
  action: CatalogueAction;
  kinds: PartnerKind[];
  onChange: (next: CatalogueAction | null) => void;
};

export function ActionLine({ action, kinds, onChange }: ActionProps) {
  const fresh = action.id === '';
  const tags = [
    action.needs_agreement ? t('settings.agreementTag') : '',
    action.hidden ? t('settings.hidden').toLowerCase() : '',
  ].filter(Boolean);
  return (
    <Disclosure
      title={label(action.label) || t('settings.newAction')}
      open={fresh}
      {...(tags.length > 0 ? { extra: tags.join(', ') } : {})}
    >
      <div class="stack">
        <Labels of={action.label} fresh={fresh} onChange={(next) => onChange({ ...action, label: next })} />
        <div class="settings-narrow">
          <Select
            label={t('settings.partnerKind')}
            value={action.partner_kind ?? ''}
            onChange={(kind) => onChange({ ...action, partner_kind: kind || null })}
            options={[
              { value: '', label: t('settings.noPartner') },
              ...kinds
                .filter((kind) => kind.id)
                .map((kind) => ({ value: kind.id, label: label(kind.label) })),
            ]}
          />
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={action.needs_agreement}
            onChange={(event) => onChange({ ...action, needs_agreement: event.currentTarget.checked })}
          />
          <span>{t('settings.needsAgreement')}</span>
        </label>
        {fresh ? (
          <Remove onClick={() => onChange(null)} />
        ) : (
          <label class="check">
            <input
              type="checkbox"
              checked={action.hidden}
              onChange={(event) => onChange({ ...action, hidden: event.currentTarget.checked })}
            />
            <span>{t('settings.hidden')}</span>
          </label>
        )}
        <p class="muted small">{t(action.builtin ? 'settings.builtin' : 'settings.own')}</p>
      </div>
    </Disclosure>
  );
}

type KindProps = { kind: PartnerKind; onChange: (next: PartnerKind | null) => void };

export function KindLine({ kind, onChange }: KindProps) {
  return (
    <Disclosure title={label(kind.label) || t('settings.newKind')} open={kind.id === ''}>
      <div class="stack">
        <Labels
          of={kind.label}
          fresh={kind.id === ''}
          onChange={(next) => onChange({ ...kind, label: next })}
        />
        {kind.id === '' ? <Remove onClick={() => onChange(null)} /> : null}
      </div>
    </Disclosure>
  );
}

function Remove({ onClick }: { onClick: () => void }) {
  return (
    <div>
      <button type="button" class="button plain" onClick={onClick}>
        <Icon name="close" size={18} />
        {t('settings.remove')}
      </button>
    </div>
  );
}
