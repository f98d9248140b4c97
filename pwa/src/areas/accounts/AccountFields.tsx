/// The fields of an account, the same for a new one and a change. Which there are depends on the role.
import { useId } from 'preact/hooks';
import { ROLES } from '../../api/accounts';
import type { Locale, Role } from '../../api/types';
import { t } from '../../i18n';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { Field, Select } from '../../ui/Field/Field';
import { type Draft, type Mistakes, needsSector } from './fields';
import { isAdministrator, type KnownSector } from './sectors-known';

type Props = {
  draft: Draft;
  mistakes: Mistakes;
  sectors: KnownSector[];
  /// The role of an account does not change.
  fresh: boolean;
  onChange: (change: Partial<Draft>) => void;
};
type TextName = 'name' | 'login' | 'email' | 'phone';
type Keyboard = 'text' | 'tel' | 'email';

const LOCALES: { value: Locale; label: string }[] = [
  { value: 'fr', label: 'Français' },
  { value: 'en', label: 'English' },
];

export function AccountFields({ draft, mistakes, sectors, fresh, onChange }: Props) {
  const aide = draft.role === 'aide';
  const text = (name: TextName, label: string, hint?: string, keyboard: Keyboard = 'text') => (
    <Field label={label} {...(hint ? { hint } : {})} {...(mistakes[name] ? { error: mistakes[name] } : {})}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          inputMode={keyboard}
          name={name}
          autocomplete="off"
          value={draft[name]}
          maxLength={120}
          {...(name === 'login' ? { autocapitalize: 'none', spellcheck: false } : {})}
          onInput={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {fresh && isAdministrator() ? (
        <Select
          label={t('accounts.role')}
          name="role"
          value={draft.role}
          options={ROLES.map((value) => ({ value: value as Role, label: t(`role.${value}`) }))}
          onChange={(role) => onChange({ role })}
        />
      ) : null}
      {text('name', t('accounts.name'), t('accounts.nameHint'))}
      {aide ? text('phone', t('accounts.phone'), t('accounts.phoneHint'), 'tel') : null}
      {aide ? null : text('email', t('accounts.email'), t('accounts.emailHint'), 'email')}
      {needsSector(draft.role) ? (
        <Sectors
          sectors={sectors}
          chosen={draft.sector_ids}
          error={mistakes.sector_ids}
          onChange={(sector_ids) => onChange({ sector_ids })}
        />
      ) : null}
      <Disclosure title={t('accounts.rest')} open={mistakes.login !== undefined}>
        {text('login', t('accounts.login'), fresh ? t('accounts.loginHint') : t('accounts.loginChange'))}
        <Select
          label={t('accounts.language')}
          value={draft.locale}
          options={LOCALES}
          onChange={(locale) => onChange({ locale })}
        />
      </Disclosure>
    </>
  );
}

type SectorsProps = {
  sectors: KnownSector[];
  chosen: string[];
  error: string | undefined;
  onChange: (ids: string[]) => void;
};

function Sectors({ sectors, chosen, error, onChange }: SectorsProps) {
  const id = useId();
  const shown = sectors.filter((sector) => !sector.archived || chosen.includes(sector.id));
  const toggle = (one: string, on: boolean) =>
    onChange(on ? [...chosen, one] : chosen.filter((other) => other !== one));
  return (
    <fieldset class="accounts-sectors" aria-describedby={error ? `${id}-error` : undefined}>
      <legend class="strong">{t('accounts.sectors')}</legend>
      <div class="row">
        {shown.map((sector) => (
          <label key={sector.id} class="check">
            <input
              type="checkbox"
              name="sector_ids"
              checked={chosen.includes(sector.id)}
              onChange={(event) => toggle(sector.id, event.currentTarget.checked)}
            />
            <span>{sector.name}</span>
          </label>
        ))}
      </div>
      {shown.length === 0 ? <p class="muted">{t('accounts.noSector')}</p> : null}
      {error ? (
        <p id={`${id}-error`} class="error">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
