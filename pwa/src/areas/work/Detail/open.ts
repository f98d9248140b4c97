/// The alert on screen, and the form that is unfolded under its bar.
import { signal } from '@preact/signals';
import { api } from '../../../api/client';
import type { AlertDetail } from '../../../api/types';

export type Form = 'note' | 'action' | 'follow_up' | 'snooze' | 'assign' | 'close' | 'release';

export type Open =
  | { kind: 'none' }
  | { kind: 'loading'; id: string }
  | { kind: 'missing' | 'unreachable'; id: string }
  | { kind: 'here'; id: string; alert: AlertDetail };

export const open = signal<Open>({ kind: 'none' });
export const openForm = signal<Form | null>(null);
/// Why the last action did not go through.
export const refusal = signal<string | null>(null);

/// The form the next alert opens with: a key pressed in the list.
let wanted: Form | null = null;

export function openWith(form: Form): void {
  wanted = form;
}

export async function openAlert(id: string): Promise<void> {
  const before = open.value;
  if (before.kind === 'none' || before.id !== id) {
    open.value = { kind: 'loading', id };
    openForm.value = wanted;
    refusal.value = null;
  }
  wanted = null;
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

/// Puts a newer state of the open alert on screen.
export function show(alert: AlertDetail): void {
  const now = open.value;
  if (now.kind === 'none' || now.id !== alert.id) return;
  if (now.kind === 'here' && now.alert.version > alert.version) return;
  open.value = { kind: 'here', id: alert.id, alert };
}

/// The newest of an alert we know.
export const newest = (alert: AlertDetail): AlertDetail =>
  open.value.kind === 'here' && open.value.id === alert.id ? open.value.alert : alert;
