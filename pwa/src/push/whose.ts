/// Who turned notifications on in this browser, kept on the phone: the page and the worker both ask.
import { database, recall, remember } from '../outbox/db';
import type { Whose } from './subscribe';

const KEY = 'push-for';

export const turnedOnBy = (account: string): Promise<void> => remember(KEY, account);

export async function turnedOff(): Promise<void> {
  await (await database()).delete('kv', KEY);
}

export async function whose(account: string): Promise<Whose> {
  const found = await recall<string>(KEY);
  if (!found) return 'unknown';
  return found === account ? 'mine' : 'theirs';
}
