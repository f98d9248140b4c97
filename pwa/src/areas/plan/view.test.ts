import { describe, expect, test } from 'vitest';
import { followUp } from './testing';
import { adopt, columns, groups, merge, OWN, questions, readView, type View, writeView } from './view';

const TODAY = '2026-03-04';

describe('the address', () => {
  test('says nothing when all is as usual', () => {
    expect(writeView(OWN, 'coordinator')).toBe('');
    expect(readView({}, 'coordinator')).toEqual(OWN);
  });
  test('keeps every choice', () => {
    const view: View = { mode: 'week', from: '2026-03-09', owner: 'all', sector_id: 's1' };
    const query = Object.fromEntries(new URLSearchParams(writeView(view, 'coordinator')));
    expect(readView(query, 'coordinator')).toEqual(view);
  });
  test('a referent begins with everybody’s', () => {
    expect(readView({}, 'sector_referent').owner).toBe('all');
    expect(writeView({ ...OWN, owner: 'all' }, 'sector_referent')).toBe('');
  });
  test('any day names its week, and nonsense names none', () => {
    expect(readView({ view: 'week', from: '2026-03-12' }, 'coordinator').from).toBe('2026-03-09');
    expect(readView({ view: 'week', from: 'demain' }, 'coordinator').from).toBe(null);
  });
});

describe('what is asked', () => {
  test('by day: everything open of mine, from the latest', () => {
    expect(questions(OWN, TODAY)).toEqual([{ owner: 'me', limit: '100' }]);
  });
  test('this week shows what is late from before; another week does not', () => {
    const [now, done] = questions({ ...OWN, mode: 'week' }, TODAY);
    expect(now).not.toHaveProperty('due_after');
    expect(done).toMatchObject({ state: 'done', due_after: '2026-03-01', due_before: '2026-03-09' });
    const [other] = questions({ ...OWN, mode: 'week', from: '2026-03-16' }, TODAY);
    expect(other).toMatchObject({ due_after: '2026-03-15', due_before: '2026-03-23' });
  });
  test('everybody is no owner at all', () => {
    expect(questions({ ...OWN, owner: 'all', sector_id: 's1' }, TODAY)).toEqual([
      { sector_id: 's1', limit: '100' },
    ]);
  });
});

describe('the days', () => {
  const late = followUp({ id: 'late', due_on: '2026-03-02' });
  const today = followUp({ id: 'today', due_on: TODAY });
  const next = followUp({ id: 'next', due_on: '2026-03-09' });

  test('come in order, late first', () => {
    expect(groups([next, today, late], TODAY).map(({ day, items }) => [day, items.map((i) => i.id)])).toEqual(
      [
        [null, ['late']],
        [TODAY, ['today']],
        ['2026-03-09', ['next']],
      ],
    );
  });
  test('what was just done stays where it was', () => {
    const [first] = groups([{ ...late, state: 'done' }, today], TODAY);
    expect([first?.day, first?.items[0]?.state]).toEqual([null, 'done']);
  });
  test('by week, what was done stands in its day', () => {
    const [monday] = columns([{ ...late, state: 'done' }], '2026-03-02', TODAY);
    expect(monday?.items).toHaveLength(1);
  });
  test('a week has five columns, and the weekend only when it holds something', () => {
    expect(columns([today], '2026-03-02', TODAY).map((c) => c.day)).toHaveLength(5);
    const saturday = followUp({ id: 'sat', due_on: '2026-03-07' });
    expect(columns([saturday], '2026-03-02', TODAY).at(-1)).toEqual({ day: '2026-03-07', items: [saturday] });
  });
  test('what is late stands above the week, not in it', () => {
    expect(columns([late], '2026-03-02', TODAY).flatMap((c) => c.items)).toEqual([]);
  });
});

test('an answer that comes late changes nothing; a newer one replaces, an unknown one joins', () => {
  const now = followUp({ id: 'a', version: 3 });
  expect(adopt([now], followUp({ id: 'a', version: 2 }))).toEqual([now]);
  expect(adopt([now], followUp({ id: 'a', version: 4, state: 'done' }))[0]?.state).toBe('done');
  expect(merge([now], [followUp({ id: 'a', version: 3 }), followUp({ id: 'b' })])).toHaveLength(2);
});
