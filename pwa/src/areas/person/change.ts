/// Changes to the file that have no version: sent, told, and undone within ten seconds by sending what was there.
import type { Result } from '../../api/problem';
import { t } from '../../i18n';
import { showToast } from '../../ui/Toast/toast';
import { failureWords, type Refusal } from '../plan/step';

type Change<T> = {
  call: Promise<Result<T>>;
  said: string;
  undo?: (made: T) => Promise<Result<unknown>>;
  reload: () => Promise<void>;
};

export async function change<T>({ call, said, undo, reload }: Change<T>): Promise<Refusal> {
  const answer = await call;
  if (!answer.ok) return failureWords(answer);
  await reload();
  const takeBack = async () => {
    const back = await undo?.(answer.data);
    if (back && !back.ok) showToast({ text: failureWords(back), tone: 'bad' });
    await reload();
  };
  showToast({
    text: said,
    tone: 'ok',
    ...(undo ? { action: { label: t('app.undo'), run: () => void takeBack() } } : {}),
  });
  return null;
}
