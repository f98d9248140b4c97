import type { VNode } from 'preact';
import { beforeEach, expect, test, vi } from 'vitest';
import { addWords, t } from '../../../i18n';
import { casework } from '../../../i18n/case/fr';
import { PostponeForm } from './PostponeForm';

/// What the component keeps between two draws.
const kept = vi.hoisted(() => ({ values: [] as unknown[], at: 0 }));
vi.mock('preact/hooks', async (original) => ({
  ...(await original<object>()),
  useState: (first: unknown) => {
    const at = kept.at++;
    if (!(at in kept.values)) kept.values[at] = first;
    const set = (next: unknown) => {
      kept.values[at] = next;
    };
    return [kept.values[at], set];
  },
}));

type Frame = VNode<{
  onSubmit: () => Promise<boolean>;
  children: [VNode<{ error?: string; onChange: (due: unknown) => void }>, unknown];
}>;
const draw = () => {
  kept.at = 0;
  const props = { alert: { id: 'a' }, one: { id: 'f' }, onClose: () => undefined } as never;
  return (PostponeForm(props) as unknown as Frame).props;
};

beforeEach(() => addWords({ fr: casework, en: async () => casework }));

test('an emptied day is asked for instead of nothing happening', async () => {
  expect(draw().children[0].props.error).toBeUndefined();
  draw().children[0].props.onChange({ due_on: '' });
  expect(await draw().onSubmit()).toBe(false);
  expect(draw().children[0].props.error).toBe(t('case.dueEmpty'));
});
