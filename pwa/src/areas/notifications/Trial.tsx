/// "Envoyer un test", with what became of it: sent, taken by the push service, shown on this device at a time. Asked of the server until
/// it is settled or nobody would wait any longer.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Device, notificationsApi } from '../../api/notifications';
import type { Failure } from '../../api/problem';
import { type Key, t } from '../../i18n';
import { time } from '../../i18n/dates';
import { pushState } from '../../push/browser';
import { type Asking, failureWords } from '../../ui/Asked/Asked';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { deviceName } from './Devices';
import { PATIENCE_MS, type Progress, pause, progress, settled } from './progress';

type Props = { devices: Asking<{ items: Device[] }>; own: string | null };
type State =
  | { kind: 'idle' }
  | { kind: 'busy'; found: Progress | null }
  | { kind: 'over'; found: Progress }
  | { kind: 'failed'; failure: Failure };

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function Trial({ devices, own }: Props) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const here = useRef(true);
  useEffect(
    () => () => {
      here.current = false;
    },
    [],
  );
  const known = devices.answer.kind === 'here' ? devices.answer.data.items : [];
  const possible = own !== null || known.length > 0;
  const run = async () => {
    setState({ kind: 'busy', found: null });
    // The list as it is now, not as it was when the page opened.
    const before = await notificationsApi.devices();
    const sent = before.ok ? await notificationsApi.test() : before;
    if (!here.current) return;
    if (!before.ok || !sent.ok) return setState({ kind: 'failed', failure: sent as Failure });
    let found: Progress = { step: 'sent' };
    setState({ kind: 'busy', found });
    const start = performance.now();
    while (!settled(found, own) && performance.now() - start < PATIENCE_MS) {
      await wait(pause(performance.now() - start));
      if (!here.current) return;
      const now = await notificationsApi.devices();
      if (!here.current) return;
      if (!now.ok) continue;
      devices.put(now.data);
      found = progress(before.data.items, now.data.items, own);
      setState({ kind: 'busy', found });
    }
    setState({ kind: 'over', found });
  };
  const busy = state.kind === 'busy';
  if (!possible) {
    return pushState.value === 'unsupported' ? null : <p class="muted small">{t('notif.testNeeds')}</p>;
  }
  return (
    <div class="stack-s">
      <div>
        <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void run()}>
          <Icon name="send" />
          {t(busy ? 'notif.testBusy' : 'notif.test')}
        </button>
      </div>
      <div role="status" class="trial">
        {state.kind === 'busy' && state.found ? <Steps found={state.found} /> : null}
        {state.kind === 'over' ? <Verdict found={state.found} /> : null}
      </div>
      {state.kind === 'failed' ? <Notice tone="bad">{failureWords(state.failure)}</Notice> : null}
    </div>
  );
}

const STEPS: [Exclude<Progress['step'], 'stale'>, Key][] = [
  ['sent', 'notif.sent'],
  ['accepted', 'notif.accepted'],
  ['received', 'notif.received'],
];

/// What is done is ticked; what one waits for has a clock.
function Steps({ found }: { found: Progress }) {
  const reached = STEPS.findIndex(([step]) => step === found.step);
  return (
    <ol class="trial-steps">
      {STEPS.slice(0, reached + 2).map(([step, word], index) => (
        <li key={step} class={index <= reached ? 'done' : 'muted'}>
          <Icon name={index <= reached ? 'check' : 'clock'} size={18} />
          {index <= reached ? t(word) : t('notif.waiting', { step: t(word) })}
        </li>
      ))}
    </ol>
  );
}

function Verdict({ found }: { found: Progress }) {
  switch (found.step) {
    case 'received':
      return (
        <Notice tone="ok">
          {found.own
            ? t('notif.receivedHere', { time: time(found.at) })
            : t('notif.receivedElsewhere', { device: deviceName(found), time: time(found.at) })}
        </Notice>
      );
    case 'accepted':
      return (
        <Notice tone="warn">
          <strong>{t('notif.acceptedOnly')}</strong>
          {t('notif.acceptedMore')}
        </Notice>
      );
    case 'stale':
      return <Notice tone="warn">{t('notif.staleHere')}</Notice>;
    case 'sent':
      return (
        <Notice tone="warn">
          <strong>{t('notif.sentOnly')}</strong>
          {t('notif.sentMore')}
        </Notice>
      );
  }
}
