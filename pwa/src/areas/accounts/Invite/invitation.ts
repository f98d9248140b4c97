/// The invitation on screen. Its link is said once and kept nowhere: leaving the page forgets it, and a new one is made.
import { signal } from '@preact/signals';
import { accountsApi, type Invitation } from '../../../api/accounts';
import { failureWords } from '../../../ui/Asked/Asked';
import { showToast } from '../../../ui/Toast/toast';

export const invitation = signal<{ account: string; made: Invitation } | null>(null);

/// The one before dies with it.
export async function askInvitation(account: string): Promise<void> {
  const answer = await accountsApi.invite(account);
  if (answer.ok) invitation.value = { account, made: answer.data };
  else showToast({ text: failureWords(answer), tone: 'bad' });
}

export const closeInvitation = (): void => {
  invitation.value = null;
};

/// `K7M3PX` is read out, and typed, in two halves.
export const spoken = (code: string): string =>
  /^\w{6}$/.test(code) ? `${code.slice(0, 3)}-${code.slice(3)}` : code;

/// Without a number the phone asks to whom. `?&` is understood by Android and by the iPhone.
export const smsLink = (phone: string | null, text: string): string =>
  `sms:${(phone ?? '').replace(/[^\d+]/g, '')}?&body=${encodeURIComponent(text)}`;

export const hoursLeft = (until: string, now: number): number =>
  Math.max(0, Math.ceil((Date.parse(until) - now) / 3_600_000));
