/// What can be done with the chosen alerts. It stands at the foot of the list: its coming moves no row under the pointer.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t, tn } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { BULK_FITS, bulkBusy, runBulk } from '../bulk';
import { MorningButtons } from '../Detail/MorningButtons';
import { TeamButtons } from '../Detail/TeamButtons';
import { keysOn } from '../keys';
import { queue } from '../live';
import { clearSelection, select, selection } from '../selection';
import './bulk.css';

export const bulkForm = signal<'snooze' | 'assign' | null>(null);

const close = () => {
  bulkForm.value = null;
};

type ButtonProps = { icon: IconName; word: string; hint?: string; onClick: () => void };

function BulkButton({ icon, word, hint, onClick }: ButtonProps) {
  return (
    <button
      type="button"
      class="button"
      aria-disabled={bulkBusy.value}
      aria-keyshortcuts={hint && keysOn.value ? hint : undefined}
      onClick={onClick}
    >
      <Icon name={icon} size={16} />
      {word}
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus; aria-keyshortcuts says the key */}
      {hint && keysOn.value ? <kbd aria-hidden="true">{hint}</kbd> : null}
    </button>
  );
}

export function BulkBar() {
  const ids = selection.value;
  const chosen = queue.value.items.filter((item) => ids.has(item.id));
  // What was chosen in another list is not chosen here.
  useEffect(() => {
    if (ids.size > chosen.length) select(chosen.map((item) => item.id));
  }, [ids, chosen.length]);
  const count = chosen.length;
  const any = (verb: keyof typeof BULK_FITS) => chosen.some(BULK_FITS[verb]);
  return (
    <>
      <p class="hidden" role="status">
        {count > 0 ? tn('triage.chosen', count) : ''}
      </p>
      {count > 0 ? (
        <section class="bulk" aria-label={t('triage.bulk')}>
          <p class="bulk-head">
            <strong>{tn('triage.chosen', count)}</strong>
            <span class="row">
              {count < queue.value.items.length ? (
                <button
                  type="button"
                  class="button plain"
                  onClick={() => select(queue.value.items.map((item) => item.id))}
                >
                  {t('triage.chooseAll')}
                </button>
              ) : null}
              <button type="button" class="button plain" onClick={clearSelection}>
                {t('triage.chooseNone')}
              </button>
            </span>
          </p>
          <div class="row">
            {any('claim') ? (
              <BulkButton
                icon="flag"
                word={t('work.take')}
                hint="a"
                onClick={() => void runBulk({ verb: 'claim' })}
              />
            ) : null}
            {any('snooze') ? (
              <BulkButton
                icon="moon"
                word={t('work.snooze')}
                hint="v"
                onClick={() => {
                  bulkForm.value = 'snooze';
                }}
              />
            ) : null}
            {any('assign') ? (
              <BulkButton
                icon="users"
                word={t('work.assign')}
                onClick={() => {
                  bulkForm.value = 'assign';
                }}
              />
            ) : null}
            {any('wake') ? (
              <BulkButton icon="sun" word={t('work.wake')} onClick={() => void runBulk({ verb: 'wake' })} />
            ) : null}
            {any('release') ? (
              <BulkButton
                icon="undo"
                word={t('work.release')}
                onClick={() => void runBulk({ verb: 'release' })}
              />
            ) : null}
          </div>
        </section>
      ) : null}
      <BulkDialog sectors={[...new Set(chosen.map((item) => item.person.sector_id))]} />
    </>
  );
}

function BulkDialog({ sectors }: { sectors: string[] }) {
  const run = (ask: Parameters<typeof runBulk>[0]) => {
    close();
    void runBulk(ask);
  };
  if (bulkForm.value === 'snooze') {
    return (
      <Dialog title={t('work.snoozeLabel')} onClose={close}>
        <p class="muted small">{t('work.snoozeMore')}</p>
        <MorningButtons onChoose={(until) => run({ verb: 'snooze', until: until.toISOString() })} />
      </Dialog>
    );
  }
  if (bulkForm.value === 'assign') {
    return (
      <Dialog title={t('work.assignLabel')} onClose={close}>
        <TeamButtons sectors={sectors} onChoose={(member) => run({ verb: 'assign', owner_id: member.id })} />
      </Dialog>
    );
  }
  return null;
}
