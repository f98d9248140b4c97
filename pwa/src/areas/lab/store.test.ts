import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { api } from '../../api/client';
import type { RulesAnswer } from '../../api/lab';
import type { User } from '../../api/types';
import { recall } from '../../outbox/kv';
import { user } from '../../session/session';
import type { RuleSet } from './rules/model';
import * as store from './store';

const rules = (under_usual: number, over: Partial<RuleSet> = {}): RuleSet => ({
  baseline: { lag_days: 14 },
  rules: [{ id: 'drop', kind: 'drop', enabled: true, under_usual }],
  ...over,
});
const served = (version: number, set: RuleSet): RulesAnswer => ({
  current: { version, effective_from: '2026-03-01T00:00:00Z', published_by: null, reason: '', rules: set },
  versions: [],
  builtin: { default: set, lean: set },
  shadow: null,
});
const serve = (answer: RulesAnswer) => vi.spyOn(api, 'rules').mockResolvedValue({ ok: true, data: answer });
/// A reload: what lives in memory is gone, what is on the device stays.
const reload = async () => {
  store.kept.value = null;
  await store.open();
};
const written = () =>
  vi.waitFor(async () => expect(await recall(`lab:${user.value?.id}`)).toEqual(store.kept.value));

let account = 0;
beforeEach(() => {
  account += 1;
  user.value = { id: `admin-${account}` } as User;
  store.kept.value = null;
  store.faulty.value = new Map();
  vi.restoreAllMocks();
  vi.spyOn(api, 'checkRules').mockResolvedValue({ ok: true, data: { rules: null, problems: [] } });
});

test('a draft begins as what is in force, and a change is one change', async () => {
  serve(served(3, rules(1.8)));
  await store.open();
  expect(store.changed.value).toEqual([]);
  store.edit('rules/drop/under_usual', 1.5);
  expect(store.changed.value).toEqual([{ path: 'rules/drop/under_usual', from: 1.8, to: 1.5 }]);
  expect(store.current.value).toEqual(rules(1.8));
});

test('a reload loses nothing', async () => {
  serve(served(3, rules(1.8)));
  await store.open();
  store.edit('rules/drop/under_usual', 1.5);
  await written();
  await reload();
  expect(store.draft.value).toEqual(rules(1.5));
  expect(store.stale.value).toBe(false);
});

test('another administrator on this device does not see it', async () => {
  serve(served(3, rules(1.8)));
  await store.open();
  store.edit('rules/drop/under_usual', 1.5);
  await written();
  user.value = { id: 'somebody-else' } as User;
  await reload();
  expect(store.changed.value).toEqual([]);
});

test('a draft without changes follows what is in force; one with changes says that it is behind', async () => {
  serve(served(3, rules(1.8)));
  await store.open();
  await written();
  serve(served(4, rules(2)));
  await reload();
  expect([store.stale.value, store.changed.value.length]).toEqual([false, 0]);

  store.edit('rules/drop/under_usual', 1.5);
  await written();
  serve(served(5, rules(2, { baseline: { lag_days: 10 } })));
  await reload();
  expect(store.stale.value).toBe(true);
  store.carryOn();
  expect(store.stale.value).toBe(false);
  expect(store.draft.value).toEqual(rules(1.5, { baseline: { lag_days: 10 } }));
});

test('a set loaded over the draft can be taken back', async () => {
  serve(served(3, rules(1.8)));
  await store.open();
  store.edit('rules/drop/under_usual', 1.5);
  const before = store.replaceDraft(rules(3));
  expect(store.draft.value).toEqual(rules(3));
  if (before) store.restore(before);
  expect(store.draft.value).toEqual(rules(1.5));
});

test('a publication makes the draft what is in force', async () => {
  serve(served(3, rules(1.8)));
  await store.open();
  store.edit('rules/drop/under_usual', 1.5);
  store.adopt(served(4, rules(1.5)));
  expect([store.changed.value, store.stale.value, store.kept.value?.base_version]).toEqual([[], false, 4]);
});

test('without an answer the page says so, and rules that cannot be shown are not', async () => {
  vi.spyOn(api, 'rules').mockResolvedValue({ ok: false, kind: 'unreachable' });
  await store.open();
  expect(store.answer.value).toBe('failed');
  serve(served(1, 'nonsense' as unknown as RuleSet));
  await store.open();
  expect(store.current.value).toBeNull();
  expect(store.kept.value).toBeNull();
});
