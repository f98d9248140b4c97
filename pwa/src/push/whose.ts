/// Who turned notifications on in this browser, kept on the phone: the page and the worker both ask.
import { forgetAll, recall, remember } from '../outbox/kv';
import type { Whose } from './subscribe';

const KEY = 'push-for';

export const turnedOnBy = (account: string): Promise<void> => remember(KEY, account);

export const turnedOff = (): Promise<void> => forgetAll(KEY);

export async function whose(account: string): Promise<Whose> {
  const found = await recall<string>(KEY);
  if (!found) return 'unknown';
  return found === account ? 'mine' : 'theirs';
}
