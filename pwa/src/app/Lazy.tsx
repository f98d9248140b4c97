/// A part of the app that comes as a chunk of its own: a skeleton while it loads, a way on when it does not.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Notice } from '../ui/Notice/Notice';
import { Skeleton } from '../ui/Page/Page';

export type Load = () => Promise<ComponentType>;

/// `load` must be the same function at each draw: the chunk is asked for again when it changes.
export function Lazy({ load }: { load: Load }) {
  const [loaded, setLoaded] = useState<{ load: Load; View: ComponentType } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    setFailed(false);
    load().then(
      (View) => here && setLoaded({ load, View }),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [load]);
  if (failed) {
    return (
      <main id="main" class="page">
        <Notice tone="bad">
          {t('app.failed')}
          <button type="button" class="button" onClick={() => location.reload()}>
            {t('app.retry')}
          </button>
        </Notice>
      </main>
    );
  }
  if (loaded?.load !== load) {
    return (
      <main id="main" class="page">
        <Skeleton label={t('app.loading')} />
      </main>
    );
  }
  return <loaded.View />;
}
