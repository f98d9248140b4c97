/// What one does to an alert. Each goes to the server with the version on screen; the answer is the alert as it
/// is now. Afterwards a message offers to undo for ten seconds. A 409 says who was faster and keeps typed text.
import { signal } from '@preact/signals';
import { api } from '../../../api/client';
import type { Failure, Result } from '../../../api/problem';
import type { ActionKind, Agreement, AlertDetail, AlertItem, Contact, Outcome } from '../../../api/types';
import { type Key, t } from '../../../i18n';
import { ago } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { showToast } from '../../../ui/Toast/toast';
import { adopt, queue } from '../live';

export type Form = 'note' | 'action' | 'snooze' | 'assign' | 'close';

export type Open =
  | { kind: 'none' }
  | { kind: 'loading'; id: string }
  | { kind: 'missing' | 'unreachable'; id: string }
  | { kind: 'here'; id: string; alert: AlertDetail };

export const open = signal<Open>({ kind: 'none' });
export const openForm = signal<Form | null>(null);
export const busy = signal(false);
/// Why the last action did not go through.
export const refusal = signal<string | null>(null);

/// Text typed into the forms, by alert and form: it survives a closed form, another alert, and a refusal.
const typed = new Map<string, string>();
const textKey = (id: string, form: Form) => `${id}/${form}`;
export const typedText = (id: string, form: Form) => typed.get(textKey(id, form)) ?? '';
export const keepText = (id: string, form: Form, text: string) => void typed.set(textKey(id, form), text);
export const dropText = (id: string, form: Form) => void typed.delete(textKey(id, form));

export async function openAlert(id: string): Promise<void> {
  const before = open.value;
  if (before.kind === 'none' || before.id !== id) {
    open.value = { kind: 'loading', id };
    openForm.value = null;
    refusal.value = null;
  }
  const answer = await api.alert(id);
  const now = open.value;
  if (now.kind === 'none' || now.id !== id) return;
  if (answer.ok) show(answer.data);
  else if (answer.kind === 'problem' && answer.status === 404) open.value = { kind: 'missing', id };
  else if (now.kind === 'loading') open.value = { kind: 'unreachable', id };
}

export function closeAlert(id: string): void {
  if (open.value.kind !== 'none' && open.value.id === id) open.value = { kind: 'none' };
}

function show(alert: AlertDetail): void {
  const now = open.value;
  if (now.kind === 'none' || now.id !== alert.id) return;
  if (now.kind === 'here' && now.alert.version > alert.version) return;
  open.value = { kind: 'here', id: alert.id, alert };
}

/// Who did what last, when it was a person: 'Nadia a été plus rapide (prise en charge, il y a 2 min)'.
function explain(failure: Failure): string {
  if (failure.kind === 'unreachable') return t('app.unreachable');
  if (failure.kind === 'ended') return t('app.ended');
  const alert = failure.problem.alert;
  const last = alert?.timeline.at(-1);
  if (failure.status === 409 && last?.actor && last.actor.id !== user.value?.id) {
    const what = t(`timeline.${last.kind}`).toLowerCase();
    return t('work.conflictBy', { name: last.actor.name, what, ago: ago(last.at, new Date()) });
  }
  if (failure.problem.code === 'stale_version') return t('work.conflict');
  if (failure.problem.code === 'wrong_state') return t('work.wrongState');
  return failure.problem.detail || failure.problem.title;
}

type Undo = (after: AlertDetail) => Promise<Result<AlertDetail>>;
type Step = { call: () => Promise<Result<AlertDetail>>; done: Key; undo?: Undo | undefined };

async function run(step: Step): Promise<boolean> {
  if (busy.value) return false;
  busy.value = true;
  refusal.value = null;
  const answer = await step.call();
  busy.value = false;
  if (!answer.ok) {
    refusal.value = explain(answer);
    if (answer.kind === 'problem' && answer.problem.alert) {
      adopt(answer.problem.alert);
      show(answer.problem.alert);
    }
    if (open.value.kind === 'none') showToast({ text: refusal.value, tone: 'bad' });
    return false;
  }
  const after = answer.data;
  adopt(after);
  show(after);
  const undo = step.undo;
  showToast({
    text: t(step.done),
    tone: 'ok',
    ...(undo ? { action: { label: t('app.undo'), run: () => void takeBack(after, undo) } } : {}),
  });
  return true;
}

/// Undoing works on the newest version we know: our own action may have been followed by a finding.
async function takeBack(after: AlertDetail, undo: Undo): Promise<void> {
  const now = open.value.kind === 'here' && open.value.id === after.id ? open.value.alert : after;
  const answer = await undo(now);
  if (answer.ok) {
    adopt(answer.data);
    show(answer.data);
  } else {
    showToast({ text: explain(answer), tone: 'bad' });
  }
}

const mine = (alert: Pick<AlertItem, 'owner'>) => alert.owner?.id === user.value?.id;

export const can = {
  take: (alert: AlertItem) => alert.state === 'new' || alert.state === 'snoozed',
  wake: (alert: AlertItem) => alert.state === 'snoozed',
  release: (alert: AlertItem) => alert.state === 'taken' && mine(alert),
  work: (alert: AlertItem) => alert.state !== 'closed',
  reopen: (alert: AlertItem) => alert.state === 'closed',
};

export const take = (alert: AlertItem) =>
  run({
    call: () => api.claim(alert.id, alert.version),
    done: 'work.done.claim',
    undo: (after) => api.release(after.id, after.version),
  });

export const release = (alert: AlertItem) =>
  run({
    call: () => api.release(alert.id, alert.version),
    done: 'work.done.release',
    undo: (after) => api.claim(after.id, after.version),
  });

/// To where it was before an assignment: its owner, or the queue.
const backTo = (alert: AlertItem): Undo => {
  const owner = alert.owner;
  if (owner) return (after) => api.assign(after.id, after.version, owner.id);
  return (after) => api.release(after.id, after.version);
};

export const snooze = (alert: AlertItem, until: Date) =>
  run({
    call: () => api.snooze(alert.id, alert.version, until.toISOString()),
    done: 'work.done.snooze',
    undo: (after) => api.wake(after.id, after.version),
  });

/// Ends a rest early: back to its owner, or to the queue.
export const wake = (alert: AlertItem) => {
  const until = alert.snoozed_until;
  return run({
    call: () => api.wake(alert.id, alert.version),
    done: 'work.done.wake',
    undo: until ? (after) => api.snooze(after.id, after.version, until) : undefined,
  });
};

export const assign = (alert: AlertItem, owner: string) =>
  run({
    call: () => api.assign(alert.id, alert.version, owner),
    done: 'work.done.assign',
    undo: backTo(alert),
  });

export async function note(alert: AlertItem, text: string): Promise<boolean> {
  return run({
    call: () => api.note(alert.id, alert.version, text),
    done: 'work.done.note',
    undo: async (after) => {
      const own = [...after.timeline]
        .reverse()
        .find((line) => line.kind === 'note' && line.actor?.id === user.value?.id);
      return own ? api.retract(after.id, after.version, own.seq) : api.alert(after.id);
    },
  });
}

export const act = (
  alert: AlertItem,
  body: { kind: ActionKind; contact: Contact; agreement: Agreement; text?: string },
) => run({ call: () => api.action(alert.id, alert.version, body), done: 'work.done.action' });

export const resolve = (alert: AlertItem, outcome: Outcome, forAide: string) =>
  run({
    call: () => api.resolve(alert.id, alert.version, outcome, forAide || undefined),
    done: 'work.done.resolve',
    undo: (after) => api.reopen(after.id, after.version),
  });

export const reopen = (alert: AlertItem) =>
  run({
    call: () => api.reopen(alert.id, alert.version),
    done: 'work.done.reopen',
  });

export const takeFromList = (item: AlertItem) => take(item);

/// The `a` key: the open alert, else nothing.
export async function takeOpenAlert(): Promise<void> {
  const now = open.value;
  if (now.kind !== 'here') return;
  const newest = queue.value.items.find((item) => item.id === now.id && item.version > now.alert.version);
  const alert = newest ?? now.alert;
  if (can.take(alert)) await take(alert);
}
