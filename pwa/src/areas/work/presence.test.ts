import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Result } from '../../api/problem';
import { type Looking, triage } from '../../api/triage';
import type { Page } from '../../api/types';
import { addWords } from '../../i18n';
import { triage as words } from '../../i18n/triage/fr';
import { lookAt, lookWords, startPresence } from './presence';

const page = { visibilityState: 'visible', addEventListener: vi.fn(), removeEventListener: vi.fn() };
const looks = (...names: string[]): Result<Page<Looking>> => ({
  ok: true,
  data: { items: [{ alert_id: 'a', users: names.map((name) => ({ id: name, name })) }] },
});
let stop = () => {};

beforeEach(async () => {
  await addWords({ fr: words, en: async () => words });
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  page.visibilityState = 'visible';
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('says where one looks, every quarter of a minute, and who else does', async () => {
  const beat = vi.spyOn(triage, 'presence').mockResolvedValue(looks('Nadia', 'Karim'));
  stop = startPresence();
  lookAt('a');
  await vi.advanceTimersByTimeAsync(30_000);
  expect(beat.mock.calls).toEqual([['a'], ['a'], ['a']]);
  expect(lookWords('a')).toBe('Nadia, Karim regardent');
  expect(lookWords('b')).toBe('');
});

test('rests while nobody looks at the page', async () => {
  const beat = vi.spyOn(triage, 'presence').mockResolvedValue(looks());
  page.visibilityState = 'hidden';
  stop = startPresence();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(beat).not.toHaveBeenCalled();
});

test('an old answer that comes late says nothing', async () => {
  let late: (answer: Result<Page<Looking>>) => void = () => {};
  const slow = new Promise<Result<Page<Looking>>>((resolve) => {
    late = resolve;
  });
  vi.spyOn(triage, 'presence').mockReturnValueOnce(slow).mockResolvedValue(looks('Karim'));
  stop = startPresence();
  lookAt('a');
  lookAt('a');
  await vi.advanceTimersByTimeAsync(0);
  late(looks('Nadia, gone by now'));
  await vi.advanceTimersByTimeAsync(0);
  expect(lookWords('a')).toBe('Karim regarde');
});

test('leaving says so, and forgets the others', async () => {
  const beat = vi.spyOn(triage, 'presence').mockResolvedValue(looks('Nadia'));
  stop = startPresence();
  lookAt('a');
  await vi.advanceTimersByTimeAsync(0);
  stop();
  stop = () => {};
  expect(beat).toHaveBeenLastCalledWith(null);
  expect(lookWords('a')).toBe('');
});
