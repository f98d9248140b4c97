/// When and how one is told: shapes and calls of `areas/notifications`.
import { authorised } from './authorised';
import type { DayName } from './settings';

/// By the clock of the federation: `20:00`.
export type ClockTime = string;

export type Preferences = {
  version: number;
  /// On one's devices, whichever they are.
  push: boolean;
  mail: boolean;
  /// Where the server sends mail.
  email?: string | null;
  /// One's own, beside the federation's.
  quiet_from: ClockTime | null;
  quiet_to: ClockTime | null;
  /// `null`: the federation's.
  days: DayName[] | null;
  duty_from: ClockTime | null;
  duty_to: ClockTime | null;
  /// Only those that one's role can get.
  kinds: Record<string, boolean>;
  locked: string[];
  effective: {
    quiet_from: ClockTime;
    quiet_to: ClockTime;
    critical_breaks_quiet: boolean;
    next_duty_at: string | null;
  };
};

export type Device = {
  id: string;
  /// Whose push service it is: `Mozilla`, `Google`, `Apple`, `Microsoft`, or a host.
  label: string;
  /// base64url of the SHA-256 of its endpoint: a browser finds itself.
  endpoint_hash: string;
  created_at: string;
  last_accepted_at: string | null;
  last_received_at: string | null;
  /// Must subscribe again: the server's key changed.
  stale: boolean;
};

export const notificationsApi = {
  read: () => authorised<Preferences>('GET', '/api/notifications'),
  save: ({ effective, locked, ...body }: Preferences) =>
    authorised<Preferences>('PUT', '/api/notifications', body),
  devices: () => authorised<{ items: Device[] }>('GET', '/api/push/devices'),
  removeDevice: (id: string) => authorised<void>('DELETE', `/api/push/devices/${id}`),
  test: () => authorised<{ message_id: string }>('POST', '/api/push/test'),
};
