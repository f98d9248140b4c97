/// An answer on screen: loading, there, or failed with a way to ask again; asked again quietly when one comes back to
/// the page. What is on screen stays there when asking again fails.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Result } from '../../api/problem';

export type Answer<T> = { kind: 'loading' } | { kind: 'failed' } | { kind: 'here'; data: T };

export function useAnswer<T>(ask: () => Promise<Result<T>>, key: string) {
  const [answer, setAnswer] = useState<Answer<T>>({ kind: 'loading' });
  const round = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;
  const load = async () => {
    round.current += 1;
    const mine = round.current;
    const found = await latest.current();
    if (mine !== round.current) return;
    if (found.ok) setAnswer({ kind: 'here', data: found.data });
    else setAnswer((before) => (before.kind === 'here' ? before : { kind: 'failed' }));
  };
  useEffect(() => {
    setAnswer({ kind: 'loading' });
    void load();
    const look = () => {
      if (document.visibilityState === 'visible') void load();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      round.current += 1;
      document.removeEventListener('visibilitychange', look);
    };
  }, [key]);
  const change = (how: (data: T) => T) =>
    setAnswer((now) => (now.kind === 'here' ? { kind: 'here', data: how(now.data) } : now));
  return { answer, load, change };
}
