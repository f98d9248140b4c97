/// The way out, and why it is closed when it is.
import { useState } from 'preact/hooks';
import { t, tn } from '../../i18n';
import { Notice } from '../../ui/Notice/Notice';
import { type LeaveResult, leave } from '../session';

export function leaveWords(result: LeaveResult): string | null {
  switch (result.kind) {
    case 'left':
      return null;
    case 'unsent':
      return tn('aide.leaveBlocked', result.count);
    case 'unreachable':
      return t('aide.leaveOffline');
    case 'refused':
      return t('app.leaveRefused', { why: result.why });
  }
}

export function LeaveRefused({ result }: { result: LeaveResult | null }) {
  const words = result && leaveWords(result);
  return words ? <Notice tone="warn">{words}</Notice> : null;
}

export function SignOut({ plain = false }: { plain?: boolean }) {
  const [result, setResult] = useState<LeaveResult | null>(null);
  return (
    <>
      <button
        type="button"
        class={plain ? 'button plain' : 'button'}
        onClick={() => void leave().then(setResult)}
      >
        {t('app.signOut')}
      </button>
      <LeaveRefused result={result} />
    </>
  );
}
