/// The keys, and the switch that turns them off.
import { t } from '../../i18n';
import { Dialog } from '../../ui/Dialog/Dialog';
import { HELP, keysOn, switchKeys } from './keys';

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
      <dl class="keys">
        {HELP.map(([keys, word]) => [
          <dt key={`${word}-k`}>
            {keys.split(' ').map((one) => (
              <kbd key={one}>{one}</kbd>
            ))}
          </dt>,
          <dd key={`${word}-d`}>{t(word)}</dd>,
        ])}
      </dl>
    </Dialog>
  );
}
