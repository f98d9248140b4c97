/// French and English, each named in its own language.
import type { Locale } from '../../api/types';
import { lang, setLang, t } from '../../i18n';

const NAMES: Record<Locale, string> = { fr: 'Français', en: 'English' };

export function Language() {
  return (
    <fieldset class="row">
      <legend class="hidden">{t('app.language')}</legend>
      {(Object.keys(NAMES) as Locale[]).map((locale) => (
        <button
          key={locale}
          type="button"
          class="button plain"
          lang={locale}
          aria-pressed={lang.value === locale}
          onClick={() => void setLang(locale)}
        >
          {lang.value === locale ? <strong>{NAMES[locale]}</strong> : NAMES[locale]}
        </button>
      ))}
    </fieldset>
  );
}
