/// The live region exists from the start, so that NVDA and VoiceOver announce what appears in it.
import { t } from '../../i18n';
import { Icon } from '../Icon/Icon';
import { hideToast, runToastAction, toast } from './toast';
import './toast.css';

export function ToastArea() {
  const now = toast.value;
  return (
    <div class="toast-area">
      <div role="status" class={now ? `toast ${now.tone}` : undefined}>
        {now ? (
          <>
            <Icon name={now.tone === 'ok' ? 'check' : 'alert'} />
            <span>{now.text}</span>
            {now.action ? (
              <button type="button" class="button" onClick={runToastAction}>
                <Icon name="undo" />
                {now.action.label}
              </button>
            ) : null}
            <button type="button" class="button plain" aria-label={t('app.close')} onClick={hideToast}>
              <Icon name="close" />
            </button>
          </>
        ) : null}
      </div>
    </div>
  );
}
