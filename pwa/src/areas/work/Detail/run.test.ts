import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import type { Failure, Result } from '../../../api/problem';
import type { AlertDetail, User } from '../../../api/types';
import { addWords } from '../../../i18n';
import { casework as caseWords } from '../../../i18n/case/fr';
import { work } from '../../../i18n/work/fr';
import { user } from '../../../session/session';
import { runToastAction } from '../../../ui/Toast/toast';
import { assign, note, take } from './actions';
import { dropDraft, keep, keptText } from './drafts';
import { open, refusal } from './open';

const alert = (over: Partial<AlertDetail> = {}) =>
  ({
    id: 'a',
    version: 3,
    state: 'new',
    owner: null,
    person: { id: 'p', name: 'M. Essai', sector_id: 's1' },
    findings: [],
    timeline: [],
    ...over,
  }) as unknown as AlertDetail;
const yes = (data: AlertDetail): Result<AlertDetail> => ({ ok: true, data });

const nadia = { id: 'nadia', name: 'Nadia', role: null };
/// What the server answers when somebody else was faster.
const faster: Failure = {
  ok: false,
  kind: 'problem',
  status: 409,
  problem: {
    code: 'stale_version',
    title: '',
    detail: '',
    status: 409,
    type: '',
    alert: alert({
      version: 4,
      state: 'taken',
      timeline: [
        { seq: 1, at: new Date().toISOString(), kind: 'claimed', actor: nadia, text: null, data: {} },
      ],
    }),
  },
};

beforeEach(async () => {
  for (const words of [work, caseWords]) await addWords({ fr: words, en: async () => words });
  open.value = { kind: 'here', id: 'a', alert: alert() };
  refusal.value = null;
});
afterEach(() => {
  vi.restoreAllMocks();
  user.value = null;
});

test('who was faster is said by name, the alert is shown as it is now, and what was typed stays', async () => {
  vi.spyOn(api, 'note').mockResolvedValue(faster);
  keep('a', 'note', 'text', 'Appelée ce matin.');
  expect(await note(alert(), keptText('a', 'note'))).toBe(false);
  expect(refusal.value).toContain('Nadia');
  expect(refusal.value).toContain('prise en charge');
  expect(open.value).toMatchObject({ kind: 'here', alert: { version: 4, state: 'taken' } });
  expect(keptText('a', 'note')).toBe('Appelée ce matin.');
});

test('a draft goes with the form it was typed into, and with no other', () => {
  keep('a', 'note', 'text', 'une note');
  keep('a', 'action', 'text', 'une action');
  keep('b', 'note', 'text', 'ailleurs');
  dropDraft('a', 'note');
  expect([keptText('a', 'note'), keptText('a', 'action'), keptText('b', 'note')]).toEqual([
    '',
    'une action',
    'ailleurs',
  ]);
});

test('undoing works on the newest version, not on the one the action made', async () => {
  vi.spyOn(api, 'claim').mockResolvedValue(yes(alert({ version: 4, state: 'taken' })));
  const release = vi.spyOn(api, 'release').mockResolvedValue(yes(alert({ version: 7 })));
  await take(alert());
  // A finding came in meanwhile.
  open.value = { kind: 'here', id: 'a', alert: alert({ version: 6, state: 'taken' }) };
  runToastAction();
  await vi.waitFor(() => expect(release).toHaveBeenCalledWith('a', 6));
  await vi.waitFor(() => expect(open.value).toMatchObject({ alert: { version: 7, state: 'new' } }));
});

test('an assignment is undone to whom it was taken from, or to the queue', async () => {
  const karim = { id: 'karim', name: 'Karim' };
  const call = vi.spyOn(api, 'assign').mockResolvedValue(yes(alert({ version: 4, state: 'taken' })));
  const release = vi.spyOn(api, 'release').mockResolvedValue(yes(alert({ version: 5 })));
  await assign(alert({ state: 'taken', owner: karim }), 'rose', 'Rappeler lundi.');
  expect(call).toHaveBeenLastCalledWith('a', 3, 'rose', 'Rappeler lundi.');
  runToastAction();
  await vi.waitFor(() => expect(call).toHaveBeenLastCalledWith('a', 4, 'karim'));
  await assign(alert({ version: 4 }), 'rose');
  runToastAction();
  await vi.waitFor(() => expect(release).toHaveBeenCalled());
});

test('a note is taken back by its own line, not by one of somebody else', async () => {
  user.value = { id: 'me', name: 'Moi' } as User;
  const me = { id: 'me', name: 'Moi' };
  const line = (seq: number, who: { id: string; name: string }) =>
    ({ seq, at: '', kind: 'note', actor: { ...who, role: null }, text: '', data: {} }) as const;
  const after = alert({ version: 4, timeline: [line(1, me), line(2, me), line(3, nadia)] });
  vi.spyOn(api, 'note').mockResolvedValue(yes(after));
  const retract = vi.spyOn(api, 'retract').mockResolvedValue(yes(alert({ version: 5 })));
  await note(alert(), 'texte');
  runToastAction();
  await vi.waitFor(() => expect(retract).toHaveBeenCalledWith('a', 4, 2));
});
