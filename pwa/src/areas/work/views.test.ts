import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { triage, type View } from '../../api/triage';
import { runToastAction } from '../../ui/Toast/toast';
import { changeView, dropView, filterOf, queryOf, saveView, views } from './views';

const view = (id: string, name: string, query = 'severity=high'): View => ({
  id,
  name,
  query,
  created_at: '',
});
const ok = <T>(data: T) => ({ ok: true as const, data });
const names = () => views.value?.map((one) => one.name);

beforeEach(() => {
  views.value = [view('b', 'Bleue'), view('v', 'Verte')];
});
afterEach(() => vi.restoreAllMocks());

test('a view is the text of the address, and forgets filters that are no more', () => {
  const filter = { scope: 'mine', severity: 'high', q: 'é' };
  expect(filterOf({ query: queryOf(filter) })).toEqual(filter);
  expect(filterOf({ query: 'severity=high&colour=blue' })).toEqual({ severity: 'high' });
});

test('views stand by name, whatever was saved last', async () => {
  vi.spyOn(triage, 'addView').mockImplementation(async ({ id, name, query }) => ok(view(id, name, query)));
  vi.spyOn(triage, 'putView').mockImplementation(async (id, { name, query }) => ok(view(id, name, query)));
  await saveView('Rouge', { state: 'new' });
  expect(names()).toEqual(['Bleue', 'Rouge', 'Verte']);
  await changeView(view('b', 'Bleue'), { name: 'Zébrée' });
  expect(names()).toEqual(['Rouge', 'Verte', 'Zébrée']);
});

test('a view that was dropped comes back as it was', async () => {
  vi.spyOn(triage, 'dropView').mockResolvedValue(ok(undefined));
  const add = vi.spyOn(triage, 'addView').mockImplementation(async (one) => ok({ ...one, created_at: '' }));
  await dropView(view('b', 'Bleue'));
  expect(names()).toEqual(['Verte']);
  runToastAction();
  await vi.waitFor(() => expect(names()).toEqual(['Bleue', 'Verte']));
  expect(add).toHaveBeenCalledWith({ id: 'b', name: 'Bleue', query: 'severity=high' });
});

test('a view that could not be saved changes nothing', async () => {
  vi.spyOn(triage, 'addView').mockResolvedValue({ ok: false, kind: 'unreachable' });
  expect(await saveView('Rouge', {})).toBe(false);
  expect(names()).toEqual(['Bleue', 'Verte']);
});
