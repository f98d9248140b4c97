/// Who else is looking at which alert. A heartbeat says where one is and learns where the others are; it rests while the
/// page is hidden. Nothing is kept: the server forgets after a minute.
import { signal } from '@preact/signals';
import { triage } from '../../api/triage';
import type { Named } from '../../api/types';
import { tn } from '../../i18n';

/// Two missed beats and somebody is no longer there (the server's 40 s).
const BEAT_MS = 15_000;

export const looking = signal<ReadonlyMap<string, Named[]>>(new Map());

let here: string | null = null;
let timer: ReturnType<typeof setInterval> | undefined;
/// Answers overtake each other; only the last one asked counts.
let round = 0;

async function beat(): Promise<void> {
  if (document.visibilityState === 'hidden') return;
  round += 1;
  const mine = round;
  const answer = await triage.presence(here);
  if (mine !== round || !timer) return;
  // An answer that does not come says nothing about the others: better no name than an old one.
  looking.value = new Map(answer.ok ? answer.data.items.map((one) => [one.alert_id, one.users]) : []);
}

const onVisible = () => void beat();

export function startPresence(): () => void {
  timer = setInterval(() => void beat(), BEAT_MS);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', onVisible);
    looking.value = new Map();
    void triage.presence(null);
  };
}

/// Called when an alert is opened or left.
export function lookAt(alertId: string | null): void {
  here = alertId;
  void beat();
}

/// `Nadia Modèle regarde`, or nothing. First names would be friendlier, but two people may share one.
export function lookWords(alertId: string): string {
  const users = looking.value.get(alertId) ?? [];
  if (users.length === 0) return '';
  return tn('triage.looks', users.length, { names: users.map((one) => one.name).join(', ') });
}
