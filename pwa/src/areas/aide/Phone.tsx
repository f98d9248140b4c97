/// "Ce téléphone": whether what is saved here is safe, and the last resort when it cannot be sent.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t, tn } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { newCode, seal, unsentLines } from '../../outbox/export';
import { lastSent, memory as outboxMemory, rejected, waiting } from '../../outbox/outbox';
import { InstallButton } from '../../session/Install/InstallButton';
import { clockSkew, user } from '../../session/session';
import { download } from '../../ui/download';
import { FederationCalls } from '../../ui/Emergency/Emergency';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';

/// Below this, a few photographs more and nothing can be saved.
const LITTLE_ROOM = 20 * 1024 * 1024;
/// The server marks what is further off than this.
const WRONG_CLOCK_MS = 10 * 60_000;

type Memory = { kept: boolean; room: number | null };

async function look(): Promise<Memory> {
  const { storage } = navigator;
  const kept = (await storage?.persisted?.().catch(() => false)) ?? false;
  const found = await storage?.estimate?.().catch(() => null);
  const known = found?.quota !== undefined && found.usage !== undefined;
  return { kept, room: known ? Number(found.quota) - Number(found.usage) : null };
}

export function Phone() {
  const [memory, setMemory] = useState<Memory | null>(null);
  useEffect(() => void look().then(setMemory), []);
  const skew = clockSkew.value;
  const full = memory?.room !== null && memory !== null && memory.room < LITTLE_ROOM;
  const left = waiting.value.length + rejected.value.length;
  return (
    <>
      <Heading title={t('aide.phone')} />
      <ul class="card stack">
        {outboxMemory.value === 'unreadable' ? (
          <Check good={false}>{t('aide.chipUnreadable')}</Check>
        ) : (
          <Check good={left === 0}>{left === 0 ? t('aide.chipDone') : tn('aide.chipWaiting', left)}</Check>
        )}
        {lastSent.value ? <Check good>{t('aide.lastSent', { date: dateTime(lastSent.value) })}</Check> : null}
        {memory ? (
          <Check good={memory.kept}>
            <span>{t(memory.kept ? 'aide.kept' : 'aide.notKept')}</span>
            {memory.kept ? null : (
              <button type="button" class="button" onClick={() => void keep().then(look).then(setMemory)}>
                {t('aide.keep')}
              </button>
            )}
          </Check>
        ) : null}
        {memory?.room != null ? (
          <Check good={!full}>{t(full ? 'aide.littleRoom' : 'aide.room')}</Check>
        ) : null}
        {skew !== null ? (
          <Check good={Math.abs(skew) < WRONG_CLOCK_MS}>
            {t(Math.abs(skew) < WRONG_CLOCK_MS ? 'aide.clockRight' : 'aide.markedFuture')}
          </Check>
        ) : null}
      </ul>
      <InstallButton />
      <section class="stack-s">
        <h2>{t('aide.helpTitle')}</h2>
        <FederationCalls />
        {left > 0 ? <Export /> : <p class="muted">{t('aide.exportNothing')}</p>}
      </section>
    </>
  );
}

/// The browser may ask, or decide by itself: installed apps usually get it.
const keep = async (): Promise<void> => void (await navigator.storage?.persist?.().catch(() => false));

function Check({ good, children }: { good: boolean; children: ComponentChildren }) {
  return (
    <li class={`check-line ${good ? 'ok' : 'warn'}`}>
      <Icon name={good ? 'check' : 'clock'} />
      <span class="stack-s">{children}</span>
    </li>
  );
}

function Export() {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const make = async () => {
    if (busy) return;
    setBusy(true);
    setFailed(false);
    try {
      const fresh = newCode();
      const sealed = await seal(await unsentLines(user.value?.id ?? ''), fresh);
      download(JSON.stringify(sealed), 'application/json', 'vigie-export.json');
      setCode(fresh);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p>{t('aide.exportWhy')}</p>
      <button type="button" class="button" aria-disabled={busy} onClick={() => void make()}>
        <Icon name="down" />
        {busy ? t('aide.exporting') : t('aide.export')}
      </button>
      {failed ? <Notice tone="warn">{t('aide.exportFailed')}</Notice> : null}
      {code ? (
        <Notice tone="ok">
          {t('aide.exported')}
          <strong class="export-code">{code}</strong>
        </Notice>
      ) : null}
    </>
  );
}
