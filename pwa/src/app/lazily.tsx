/// A part of a page that comes as a chunk of its own: a skeleton while it loads, a way on when it does not. `preload` asks
/// for it before it is needed.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Notice } from '../ui/Notice/Notice';
import { Skeleton } from '../ui/Page/Page';

export function lazily<P extends object>(load: () => Promise<ComponentType<P>>) {
  let View: ComponentType<P> | null = null;
  let asked: Promise<void> | null = null;
  const preload = (): Promise<void> => {
    asked ??= load().then(
      (loaded) => {
        View = loaded;
      },
      (error: unknown) => {
        // Not kept: the next call asks again.
        asked = null;
        throw error;
      },
    );
    return asked;
  };
  function Part(props: P) {
    const [state, setState] = useState<'loading' | 'failed' | 'here'>(View ? 'here' : 'loading');
    useEffect(() => {
      if (state !== 'loading') return;
      let here = true;
      preload().then(
        () => here && setState('here'),
        () => here && setState('failed'),
      );
      return () => {
        here = false;
      };
    }, [state]);
    if (View) return <View {...props} />;
    if (state === 'loading') return <Skeleton lines={5} label={t('app.loading')} />;
    return (
      <Notice tone="bad">
        {t('app.failed')}
        <button type="button" class="button" onClick={() => setState('loading')}>
          {t('app.retry')}
        </button>
      </Notice>
    );
  }
  return Object.assign(Part, { preload: () => void preload().catch(() => undefined) });
}
