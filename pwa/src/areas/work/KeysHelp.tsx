/// The keys, and the switch that turns them off.
import { type Key, t } from '../../i18n';
import { Dialog } from '../../ui/Dialog/Dialog';
import { PLAN_HELP } from '../plan/usePlanKeys';
import { HELP, helpGo, keysOn, switchKeys } from './keys';
import { leadsTo } from './useKeys';

function Keys({ lines }: { lines: [string, Key][] }) {
  return (
    <dl class="keys">
      {lines.map(([keys, word]) => [
        <dt key={`${word}-k`}>
          {keys.split(' ').map((one) => (
            <kbd key={one}>{one}</kbd>
          ))}
        </dt>,
        <dd key={`${word}-d`}>{t(word)}</dd>,
      ])}
    </dl>
  );
}

export function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('work.keys')} onClose={onClose}>
      <label class="sign-like">
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={(event) => switchKeys(event.currentTarget.checked)}
        />
        <span>{t('work.keysOn')}</span>
      </label>
      {/* The planner has keys of its own. */}
      <Keys lines={location.pathname.startsWith('/suivis') ? PLAN_HELP : HELP} />
      <h3>{t('triage.goTitle')}</h3>
      <Keys lines={helpGo(leadsTo)} />
    </Dialog>
  );
}
