/// One action on several alerts. The server does each on its own: what was refused stays chosen, what was done can be
/// undone as a whole. To add a verb: what undoes it in `undoOf`, and its words.
import { signal } from '@preact/signals';
import { type BulkAsk, type BulkResult, type BulkVerb, triage } from '../../api/triage';
import type { AlertItem } from '../../api/types';
import { t, tn } from '../../i18n';
import { showToast } from '../../ui/Toast/toast';
import { adopt, queue } from './live';
import { select, selection } from './selection';

/// As many as the server takes at once.
export const BULK_MAX = 100;

export const bulkBusy = signal(false);

type Ask = Omit<BulkAsk, 'items'>;
type Step = { ask: Ask; items: AlertItem[] };

/// What each alert allows; the others would only be refused.
export const BULK_FITS: Record<BulkVerb, (item: AlertItem) => boolean> = {
  claim: (item) => item.state === 'new' || item.state === 'snoozed',
  release: (item) => item.state === 'taken',
  assign: (item) => item.state !== 'closed',
  snooze: (item) => item.state === 'new' || item.state === 'taken',
  wake: (item) => item.state === 'snoozed',
};

/// The steps that bring alerts back to where they were `before`; `after` carries the versions of now.
export function undoOf(verb: BulkVerb, before: AlertItem[], after: AlertItem[]): Step[] {
  const was = new Map(before.map((item) => [item.id, item]));
  const steps = new Map<string, Step>();
  for (const item of after) {
    const old = was.get(item.id);
    const ask = old && undoAsk(verb, old);
    if (!ask) continue;
    const key = JSON.stringify(ask);
    const step = steps.get(key) ?? { ask, items: [] };
    step.items.push(item);
    steps.set(key, step);
  }
  return [...steps.values()];
}

function undoAsk(verb: BulkVerb, old: AlertItem): Ask | null {
  if (verb === 'claim') return { verb: 'release' };
  if (verb === 'snooze') return { verb: 'wake' };
  if (verb === 'wake') return old.snoozed_until ? { verb: 'snooze', until: old.snoozed_until } : null;
  return old.owner ? { verb: 'assign', owner_id: old.owner.id } : { verb: 'release' };
}

type Outcome = { done: AlertItem[]; refused: BulkResult[]; unreachable: boolean };

async function send({ ask, items }: Step): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [], unreachable: false };
  for (let at = 0; at < items.length; at += BULK_MAX) {
    const page = items.slice(at, at + BULK_MAX).map(({ id, version }) => ({ id, version }));
    const answer = await triage.bulk({ ...ask, items: page });
    if (!answer.ok) {
      outcome.unreachable = true;
      break;
    }
    for (const result of answer.data.results) {
      if (result.alert) adopt(result.alert);
      if (result.outcome === 'refused') outcome.refused.push(result);
      else if (result.alert) outcome.done.push(result.alert);
    }
  }
  return outcome;
}

/// `2 refusées : …`, with each reason once.
function refusedWords(refused: BulkResult[]): string {
  if (refused.length === 0) return '';
  const reasons = new Set(
    refused.flatMap(({ problem }) => {
      if (!problem) return [];
      if (problem.code === 'stale_version') return [t('triage.bulkStale')];
      return [problem.detail || problem.title];
    }),
  );
  return ` ${tn('triage.bulkRefused', refused.length)} ${[...reasons].join(' ')}`.trimEnd();
}

async function takeBack(verb: BulkVerb, before: AlertItem[], after: AlertItem[]): Promise<void> {
  // Something may have happened since to one of them: undo what stands now.
  const now = new Map(queue.value.items.map((item) => [item.id, item]));
  const newest = after.map((item) => now.get(item.id) ?? item);
  const outcomes: Outcome[] = [];
  for (const step of undoOf(verb, before, newest)) outcomes.push(await send(step));
  const refused = outcomes.flatMap((one) => one.refused);
  const lost = outcomes.some((one) => one.unreachable);
  if (lost) showToast({ text: t('app.unreachable'), tone: 'bad' });
  else if (refused.length > 0) showToast({ text: refusedWords(refused), tone: 'bad' });
  else showToast({ text: t('triage.bulkUndone'), tone: 'ok' });
}

/// Runs a verb on the chosen alerts it fits. Says in one message how it went, with one undo for the whole.
export async function runBulk(ask: Ask): Promise<void> {
  const before = queue.value.items.filter(
    (item) => selection.value.has(item.id) && BULK_FITS[ask.verb](item),
  );
  if (bulkBusy.value || before.length === 0) {
    if (before.length === 0) showToast({ text: t('triage.bulkNone'), tone: 'bad' });
    return;
  }
  bulkBusy.value = true;
  const { done, refused, unreachable } = await send({ ask, items: before });
  bulkBusy.value = false;
  select(
    unreachable
      ? [...selection.value].filter((id) => !done.some((item) => item.id === id))
      : refused.map((r) => r.id),
  );
  const words = done.length > 0 ? tn(`triage.bulkDone.${ask.verb}`, done.length) : '';
  const text = `${words}${refusedWords(refused)}${unreachable ? ` ${t('app.unreachable')}` : ''}`.trim();
  showToast({
    text,
    tone: done.length > 0 && !unreachable ? 'ok' : 'bad',
    ...(done.length > 0
      ? { action: { label: t('app.undo'), run: () => void takeBack(ask.verb, before, done) } }
      : {}),
  });
}
