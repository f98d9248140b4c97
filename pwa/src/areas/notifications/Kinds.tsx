/// Of what one is told. What a role cannot do without is shown, with its reason, and cannot be moved.
import type { Preferences } from '../../api/notifications';
import { t, wordOr } from '../../i18n';
import { Switch } from '../../ui/Switch/Switch';

type Props = { prefs: Preferences; onChange: (kinds: Preferences['kinds']) => void };

/// What a kind is for, where we have a word for it; switched off, what comes all the same.
function moreOf(kind: string, on: boolean): string | undefined {
  if (!on && kind === 'alert_raised') return t('notif.criticalStay');
  const words = wordOr('notif.kindMore', kind);
  return words === kind ? undefined : words;
}

export function Kinds({ prefs: { kinds, locked }, onChange }: Props) {
  const fixed: string[] = locked;
  return (
    <section class="stack-s" aria-labelledby="de-quoi">
      <h2 id="de-quoi">{t('notif.what')}</h2>
      <div class="card notif-switches">
        {Object.entries(kinds).map(([kind, on]) => (
          <Switch
            key={kind}
            label={wordOr('notif.kind', kind)}
            more={moreOf(kind, on)}
            locked={fixed.includes(kind) ? t('notif.locked') : undefined}
            on={on}
            onChange={(next) => onChange({ ...kinds, [kind]: next })}
          />
        ))}
      </div>
    </section>
  );
}
