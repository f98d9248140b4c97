/// What a page asks the server for once: grey bars while it comes, a way on when it does not. A renewal keeps what is on
/// screen, and an answer that comes after a later question is dropped.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure, Result } from '../../api/problem';
import { t } from '../../i18n';
import { Notice } from '../Notice/Notice';
import { Skeleton } from '../Page/Page';

export type Answer<T> =
  | { kind: 'loading' }
  | { kind: 'failed'; failure: Failure }
  /// `late`: the last renewal did not come through.
  | { kind: 'here'; data: T; late: boolean };

export type Asking<T> = { answer: Answer<T>; again: () => Promise<void>; put: (data: T) => void };

/// `keys`: what the question depends on; another question begins with grey bars.
export function useAsked<T>(ask: () => Promise<Result<T>>, keys: readonly unknown[] = []): Asking<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ kind: 'loading' });
  const round = useRef(0);
  const again = async () => {
    round.current += 1;
    const mine = round.current;
    const result = await ask();
    if (mine !== round.current) return;
    setAnswer((before) => {
      if (result.ok) return { kind: 'here', data: result.data, late: false };
      return before.kind === 'here' ? { ...before, late: true } : { kind: 'failed', failure: result };
    });
  };
  useEffect(() => {
    setAnswer({ kind: 'loading' });
    void again();
    return () => {
      round.current += 1;
    };
  }, keys);
  return { answer, again, put: (data) => setAnswer({ kind: 'here', data, late: false }) };
}

/// What a person reads when something did not go through.
export const failureWords = (failure: Failure): string => {
  if (failure.kind === 'ended') return t('app.ended');
  return failure.kind === 'problem' ? failure.problem.detail || failure.problem.title : t('app.unreachable');
};

/// It did not come: why, and the way to ask again.
export function NotCome({ failure, again }: { failure: Failure; again: () => Promise<void> }) {
  return (
    <Notice tone="bad">
      {failureWords(failure)}
      <button type="button" class="button" onClick={() => void again()}>
        {t('app.retry')}
      </button>
    </Notice>
  );
}

type Props<T> = { of: Asking<T>; lines?: number; children: (data: T) => ComponentChildren };

export function Asked<T>({ of: { answer, again }, lines = 4, children }: Props<T>) {
  if (answer.kind === 'loading') return <Skeleton lines={lines} label={t('app.loading')} />;
  if (answer.kind === 'failed') return <NotCome failure={answer.failure} again={again} />;
  return (
    <>
      {answer.late ? <Notice tone="warn">{t('app.unreachable')}</Notice> : null}
      {children(answer.data)}
    </>
  );
}
