/// What one does to an alert, and what undoes it. To add one: its call, its words, and what takes it back.

import { type ActionTaken, casework, type DacStep, type NewAction } from '../../../api/casework';
import { api } from '../../../api/client';
import type { Result } from '../../../api/problem';
import type { Agreement, AlertDetail, AlertItem, Outcome } from '../../../api/types';
import { user } from '../../../session/session';
import { queue } from '../live';
import { open } from './open';
import { run, type Undo } from './run';

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

/// `note`: for whoever takes it next.
export const release = (alert: AlertItem, note?: string) =>
  run({
    call: () => api.release(alert.id, alert.version, note),
    done: 'work.done.release',
    undo: (after) => api.claim(after.id, after.version),
  });

/// To where it was before an assignment: its owner, or the queue.
const backTo = (alert: AlertItem): Undo => {
  const owner = alert.owner;
  if (owner) return (after) => api.assign(after.id, after.version, owner.id);
  return (after) => api.release(after.id, after.version);
};

export const assign = (alert: AlertItem, owner: string, note?: string) =>
  run({
    call: () => api.assign(alert.id, alert.version, owner, note),
    done: 'work.done.assign',
    undo: backTo(alert),
  });

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

/// Takes back one's own last line of a kind.
const retractLast =
  (kind: 'note' | 'action' | 'dac'): Undo =>
  async (after): Promise<Result<AlertDetail>> => {
    const own = after.timeline.findLast((line) => line.kind === kind && line.actor?.id === user.value?.id);
    return own ? api.retract(after.id, after.version, own.seq) : api.alert(after.id);
  };

export const note = (alert: AlertItem, text: string) =>
  run({
    call: () => api.note(alert.id, alert.version, text),
    done: 'work.done.note',
    undo: retractLast('note'),
  });

export const act = (alert: AlertItem, body: NewAction) =>
  run({
    call: () => casework.action(alert.id, alert.version, body),
    done: 'work.done.action',
    undo: retractLast('action'),
  });

/// An action that should not stand, however long ago it was written. Taken back by mistake, it is written again.
export const retractAction = (alert: AlertItem, action: ActionTaken) => {
  const { kind, contact, agreement, agreed_by, agreed_on, partner, proposed, text } = action;
  const again: NewAction = {
    kind,
    contact,
    agreement,
    ...(agreed_by ? { agreed_by } : {}),
    ...(agreed_on ? { agreed_on } : {}),
    ...(partner ? { partner_id: partner.id } : {}),
    ...(proposed.length > 0 ? { partners_proposed: proposed.map((one) => one.id) } : {}),
    ...(text ? { text } : {}),
  };
  return run({
    call: () => api.retract(alert.id, alert.version, action.seq),
    done: 'case.done.retract',
    undo: (after) => casework.action(after.id, after.version, again),
  });
};

type DacWords = { agreement?: Agreement; agreed_by?: string; text?: string };
export const stepDac = (alert: AlertItem, step: DacStep, words: DacWords) =>
  run({
    call: () => casework.dac(alert.id, alert.version, { step, ...words }),
    done: `case.done.dac.${step}`,
    undo: retractLast('dac'),
  });

export const resolve = (alert: AlertItem, outcome: Outcome, forAide: string) =>
  run({
    call: () => api.resolve(alert.id, alert.version, outcome, forAide || undefined),
    done: 'work.done.resolve',
    undo: (after) => api.reopen(after.id, after.version),
  });

export const reopen = (alert: AlertDetail) => {
  const { outcome } = alert;
  const told = alert.timeline.findLast((line) => line.kind === 'resolved')?.data.for_aide;
  const forAide = typeof told === 'string' ? told : undefined;
  return run({
    call: () => api.reopen(alert.id, alert.version),
    done: 'work.done.reopen',
    undo: outcome ? (after) => api.resolve(after.id, after.version, outcome, forAide) : undefined,
  });
};

export const takeFromList = async (item: AlertItem): Promise<void> => {
  if (can.take(item)) await take(item);
};

/// The `a` key: the alert in the address. Before the whole of it has come, what the list knows is enough.
export async function takeOpenAlert(id: string): Promise<void> {
  const listed = queue.value.items.find((item) => item.id === id);
  const shown = open.value.kind === 'here' && open.value.id === id ? open.value.alert : undefined;
  const newest = shown && (!listed || listed.version <= shown.version) ? shown : listed;
  if (newest && can.take(newest)) await take(newest);
}
