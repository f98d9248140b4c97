/// The planner on screen: loads what a view asks for, keeps what comes back from one's own actions, asks again when
/// one comes back to the page.
import { signal } from '@preact/signals';
import { type Counts, type FollowUp, type FollowUpFilter, type FollowUpPage, follow } from '../../api/follow';
import type { Result } from '../../api/problem';
import { dayKey } from '../../i18n/dates';
import { cardId, rescueFocus } from './focus';
import { adopt, merge, OWN, questions, type View } from './view';

export const items = signal<FollowUp[]>([]);
export const counts = signal<Counts | null>(null);
export const load = signal<'loading' | 'ready' | 'failed'>('loading');
export const next = signal<string | null>(null);

/// A week of everybody's is read to its end, but not for ever.
const MOST_PAGES = 8;

let view: View = OWN;
let round = 0;

async function readAll(filter: FollowUpFilter): Promise<Result<FollowUpPage>> {
  const first = await follow.list(filter);
  if (!first.ok) return first;
  let page = first.data;
  const found = [...page.items];
  for (let n = 1; page.next_cursor && n < MOST_PAGES; n++) {
    const more = await follow.list({ ...filter, cursor: page.next_cursor });
    if (!more.ok) return more;
    page = more.data;
    found.push(...page.items);
  }
  return { ok: true, data: { ...first.data, items: found, next_cursor: page.next_cursor } };
}

export async function loadPlan(wanted: View): Promise<void> {
  const same = JSON.stringify(wanted) === JSON.stringify(view) && load.value !== 'failed';
  view = wanted;
  round += 1;
  const mine = round;
  if (!same || items.value.length === 0) load.value = 'loading';
  const today = dayKey(new Date());
  const read = wanted.mode === 'week' ? readAll : follow.list;
  const answers = await Promise.all(questions(wanted, today).map(read));
  if (mine !== round) return;
  const [open] = answers;
  if (!open?.ok || answers.some((answer) => !answer.ok)) {
    if (load.value === 'loading') load.value = 'failed';
    return;
  }
  items.value = answers.flatMap((answer) => (answer.ok ? answer.data.items : []));
  counts.value = open.data.counts;
  next.value = wanted.mode === 'day' ? open.data.next_cursor : null;
  load.value = 'ready';
}

export const reload = () => loadPlan(view);

export async function loadMore(): Promise<void> {
  const [filter] = questions(view, dayKey(new Date()));
  if (!next.value || !filter) return;
  const mine = round;
  const answer = await follow.list({ ...filter, cursor: next.value });
  if (!answer.ok || mine !== round) return;
  items.value = merge(items.value, answer.data.items);
  next.value = answer.data.next_cursor;
}

/// One of our own actions came back: the card changes at once and stays where it is; the figures above are asked for.
export function changed(after: FollowUp): void {
  items.value = adopt(items.value, after);
  // It may stand under another day now.
  rescueFocus(`#${cardId(after.id)}`, '#main h1');
  void refreshCounts();
}

async function refreshCounts(): Promise<void> {
  const [filter] = questions({ ...view, mode: 'day' }, dayKey(new Date()));
  const answer = await follow.list({ ...filter, limit: '1' });
  if (answer.ok) counts.value = answer.data.counts;
}

export function stop(): void {
  round += 1;
  items.value = [];
  load.value = 'loading';
}
