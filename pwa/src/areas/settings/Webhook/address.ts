/// What is wrong with a webhook before the server says so, and of what it can tell. Pure.
import type { Webhook } from '../../../api/webhook';

export type Mistake = 'missing' | 'address' | 'secret';

/// The server looks more closely: at the scheme, and at where the name leads.
export function mistakeOf({
  url,
  enabled,
  has_secret,
}: Pick<Webhook, 'url' | 'enabled' | 'has_secret'>): Mistake | null {
  if (!url && enabled) return 'missing';
  if (url) {
    try {
      const { protocol, username } = new URL(url);
      if (!/^https?:$/.test(protocol) || username) return 'address';
    } catch {
      return 'address';
    }
  }
  return enabled && !has_secret ? 'secret' : null;
}

/// Of what other tools can be told: what matters to somebody who is not looking at Vigie.
export const KINDS = [
  'alert_raised',
  'escalation',
  'follow_up_due',
  'follow_up_overdue',
  'cover_gap',
  'cover_begins',
  'digest',
  'caseload',
  'aide_reply',
  'case_moved',
  'feedback',
  'unrated_visit',
  'quarantine',
] as const;
