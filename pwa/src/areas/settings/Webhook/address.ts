/// What is wrong with the address of a webhook, before the server says so. Pure.

export type Mistake = 'missing' | 'https' | 'address';

/// The server looks more closely: at where the name leads.
export function mistakeOf(url: string | null, enabled: boolean): Mistake | null {
  if (!url) return enabled ? 'missing' : null;
  try {
    const { protocol, username } = new URL(url);
    if (protocol !== 'https:') return 'https';
    return username ? 'address' : null;
  } catch {
    return 'address';
  }
}

/// Of what other tools can be told: what matters to somebody who is not looking at Vigie.
export const KINDS = [
  'alert_raised',
  'escalation',
  'follow_up_due',
  'follow_up_overdue',
  'cover_gap',
  'digest',
  'caseload',
  'aide_reply',
  'case_moved',
  'feedback',
  'unrated_visit',
] as const;
