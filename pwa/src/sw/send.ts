/// Background Sync, an extra: the page's own sender, under the same lock. A rejection makes the browser try again.
import type { User } from '../api/types';
import { recall } from '../outbox/kv';
import { drain } from '../outbox/sender';
import { httpWire } from '../outbox/wire';

export async function sendFromWorker(): Promise<void> {
  const profile = await recall<User>('profile');
  if (profile?.role !== 'aide') return;
  const channel = new BroadcastChannel('vigie-outbox');
  try {
    const result = await drain(profile.id, httpWire, () => channel.postMessage('changed'));
    if (result.kind === 'later') throw new Error('not everything could be sent');
  } finally {
    channel.close();
  }
}
