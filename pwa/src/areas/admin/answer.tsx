/// What the administrator's pages share: asking the server once, and saying that it did not answer.
import { useEffect, useState } from 'preact/hooks';
import type { Failure, Result } from '../../api/problem';
import { t } from '../../i18n';
import { Notice } from '../../ui/Notice/Notice';

export function useAnswer<T>(ask: () => Promise<Result<T>>): [T | Failure | null, () => void] {
  const [answer, setAnswer] = useState<T | Failure | null>(null);
  const load = () => {
    setAnswer(null);
    void ask().then((result) => setAnswer(result.ok ? result.data : result));
  };
  useEffect(load, []);
  return [answer, load];
}

export const failed = <T,>(answer: T | Failure): answer is Failure =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false;

export function Trouble({ again }: { again: () => void }) {
  return (
    <Notice tone="bad">
      {t('app.unreachable')}
      <button type="button" class="button" onClick={again}>
        {t('app.retry')}
      </button>
    </Notice>
  );
}
