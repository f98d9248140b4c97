/// Codes for who loses the phone: shown once, to be copied, printed or kept as a file.
import { t } from '../../../i18n';
import { download } from '../../../ui/download';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { asText } from './codes';

export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const text = asText(t('security.codesFile'), codes);
  const copy = async () => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    showToast(
      done ? { text: t('security.copied'), tone: 'ok' } : { text: t('security.notCopied'), tone: 'bad' },
    );
  };
  return (
    <section class="card stack security-codes" aria-labelledby="codes-de-secours">
      <h2 id="codes-de-secours">{t('security.codes')}</h2>
      <Notice tone="warn">{t('security.codesOnce')}</Notice>
      <p>{t('security.codesLead')}</p>
      <ol class="security-code-list">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div class="row">
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name="note" />
          {t('security.copy')}
        </button>
        <button type="button" class="button" onClick={() => window.print()}>
          <Icon name="print" />
          {t('security.print')}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => download(text, 'text/plain;charset=utf-8', 'vigie-codes.txt')}
        >
          <Icon name="install" />
          {t('security.download')}
        </button>
      </div>
      <button type="button" class="button main" onClick={onDone}>
        {t('security.codesKept')}
      </button>
    </section>
  );
}
