/// What the list of devices says about a test message: how far it has come. Compared with the list before it was sent, so that no
/// two clocks are compared. Pure.
import type { Device } from '../../api/notifications';

export type Progress =
  | { step: 'sent' }
  /// A push service took it; the device has not said that it showed it.
  | { step: 'accepted' }
  | { step: 'received'; at: string; own: boolean; label: string }
  /// This browser must subscribe again.
  | { step: 'stale' };

const news = (before: string | null | undefined, now: string | null): now is string =>
  now !== null && now !== before;

export function progress(before: Device[], now: Device[], own: string | null): Progress {
  const was = (device: Device) => before.find(({ id }) => id === device.id);
  // One's own device first: it is the one in the hand.
  const devices = [...now].sort((a, b) => Number(b.endpoint_hash === own) - Number(a.endpoint_hash === own));
  for (const device of devices) {
    const at = device.last_received_at;
    if (news(was(device)?.last_received_at, at)) {
      return { step: 'received', at, own: device.endpoint_hash === own, label: device.label };
    }
  }
  if (devices.some((device) => device.stale && device.endpoint_hash === own)) return { step: 'stale' };
  const accepted = devices.some((device) => news(was(device)?.last_accepted_at, device.last_accepted_at));
  return { step: accepted ? 'accepted' : 'sent' };
}

/// When this browser shows it, the test is over; another device of hers is only part of the answer while this one may still come.
export function settled(found: Progress, own: string | null): boolean {
  return found.step === 'stale' || (found.step === 'received' && (found.own || own === null));
}

/// Looked at often at first, as a push takes a second; then less, and no longer than anyone waits.
export const PATIENCE_MS = 60_000;
export const pause = (sinceMs: number): number => (sinceMs < 15_000 ? 1_000 : 3_000);
