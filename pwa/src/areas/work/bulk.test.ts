import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BulkAsk, type BulkResult, triage } from '../../api/triage';
import type { AlertItem } from '../../api/types';
import { addWords } from '../../i18n';
import { triage as words } from '../../i18n/triage/fr';
import { runToastAction, toast } from '../../ui/Toast/toast';
import { runBulk, undoOf } from './bulk';
import { queue } from './live';
import { EMPTY, loaded } from './queue';
import { between, clearSelection, select, selection } from './selection';

const item = (id: string, over: Partial<AlertItem> = {}) =>
  ({
    id,
    version: 1,
    state: 'new',
    person: { id: 'p', name: 'M. Essai', sector_id: 's1' },
    owner: null,
    findings: [],
    snoozed_until: null,
    ...over,
  }) as AlertItem;
const karim = { id: 'karim', name: 'Karim' };
const nadia = { id: 'nadia', name: 'Nadia' };

test('shift reaches from the last box, in either direction', () => {
  const list = [item('a'), item('b'), item('c'), item('d')];
  expect(between(list, 'b', 'd')).toEqual(['b', 'c', 'd']);
  expect(between(list, 'd', 'b')).toEqual(['b', 'c', 'd']);
  expect(between(list, 'left the list', 'b')).toEqual(['b']);
  expect(between(list, null, 'b')).toEqual(['b']);
  expect(between(list, 'a', 'unknown')).toEqual([]);
});

test('assigning is undone owner by owner: each goes back to whom it was taken from', () => {
  const before = [
    item('a', { owner: karim }),
    item('b'),
    item('c', { owner: karim }),
    item('d', { owner: nadia }),
  ];
  const after = before.map((one) => ({ ...one, version: 2 }));
  const steps = undoOf('assign', before, after);
  expect(steps.map(({ ask, items }) => [ask, items.map((one) => [one.id, one.version])])).toEqual([
    [
      { verb: 'assign', owner_id: 'karim' },
      [
        ['a', 2],
        ['c', 2],
      ],
    ],
    [{ verb: 'release' }, [['b', 2]]],
    [{ verb: 'assign', owner_id: 'nadia' }, [['d', 2]]],
  ]);
});

test('waking is undone to the date each one had', () => {
  const until = '2026-03-20T07:00:00Z';
  const steps = undoOf('wake', [item('a', { snoozed_until: until })], [item('a')]);
  expect(steps[0]?.ask).toEqual({ verb: 'snooze', until });
});

let sent: BulkAsk[];
/// A server on which somebody else has just changed the alerts named.
function server(stale: string[]) {
  vi.spyOn(triage, 'bulk').mockImplementation(async (ask) => {
    sent.push(ask);
    const results = ask.items.map(({ id, version }): BulkResult => {
      const alert = item(id, { version: version + 1, state: ask.verb === 'claim' ? 'taken' : 'new' });
      return stale.includes(id)
        ? {
            id,
            outcome: 'refused',
            alert: item(id, { version: 7, state: 'taken', owner: karim }),
            problem: { code: 'stale_version', title: '', detail: '', status: 409, type: '' },
          }
        : { id, outcome: 'done', alert, problem: null };
    });
    return { ok: true, data: { results } };
  });
}

beforeEach(async () => {
  sent = [];
  await addWords({ fr: words, en: async () => words });
  queue.value = loaded(EMPTY, [item('a'), item('b'), item('c', { state: 'closed' })]);
  select(['a', 'b', 'c']);
});
afterEach(() => {
  vi.restoreAllMocks();
  clearSelection();
});

test('what a verb does not fit is not sent; what was refused stays chosen, with the reason', async () => {
  server(['b']);
  await runBulk({ verb: 'claim' });
  expect(sent.map((ask) => ask.items.map((one) => one.id))).toEqual([['a', 'b']]);
  expect([...selection.value]).toEqual(['b']);
  expect(queue.value.items.find((one) => one.id === 'b')?.owner).toEqual(karim);
  expect(toast.value?.text).toMatch(/^1 alerte .* 1 refusée/);
});

test('one undo takes back the whole, at the versions of now', async () => {
  server([]);
  await runBulk({ verb: 'claim' });
  runToastAction();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual({
    verb: 'release',
    items: [
      { id: 'a', version: 2 },
      { id: 'b', version: 2 },
    ],
  });
  await vi.waitFor(() => expect(queue.value.items[0]?.state).toBe('new'));
});
