/// Saved views: filters under a name, one's own. A view is the text of the address, so old views survive new filters.
import { signal } from '@preact/signals';
import type { Result } from '../../api/problem';
import { triage, type View } from '../../api/triage';
import { t } from '../../i18n';
import { uuid7 } from '../../outbox/uuid7';
import { showToast } from '../../ui/Toast/toast';
import { type Filter, readFilter, writeFilter } from './filters';

export const views = signal<View[] | null>(null);

/// The server's limit on a name.
export const NAME_MAX = 60;

/// The text kept with a view: the address without its question mark.
export const queryOf = (filter: Filter): string => writeFilter(filter).slice(1);
export const filterOf = (view: Pick<View, 'query'>): Filter =>
  readFilter(Object.fromEntries(new URLSearchParams(view.query)));

const byName = (a: View, b: View) => a.name.localeCompare(b.name);
const place = (list: View[], view: View) => [...list.filter((one) => one.id !== view.id), view].sort(byName);

export async function loadViews(): Promise<void> {
  if (views.value) return;
  const answer = await triage.views();
  if (answer.ok) views.value = [...answer.data.items].sort(byName);
}

function settle(answer: Result<View>): boolean {
  if (answer.ok) views.value = place(views.value ?? [], answer.data);
  else
    showToast({
      text: answer.kind === 'problem' ? answer.problem.detail || answer.problem.title : t('app.unreachable'),
      tone: 'bad',
    });
  return answer.ok;
}

export const saveView = async (name: string, filter: Filter): Promise<boolean> =>
  settle(await triage.addView({ id: uuid7(), name, query: queryOf(filter) }));

export const changeView = async (view: View, change: { name?: string; query?: string }): Promise<boolean> =>
  settle(await triage.putView(view.id, { name: view.name, query: view.query, ...change }));

export async function dropView(view: View): Promise<boolean> {
  const answer = await triage.dropView(view.id);
  if (!answer.ok) {
    showToast({ text: t('app.unreachable'), tone: 'bad' });
    return false;
  }
  views.value = (views.value ?? []).filter((one) => one.id !== view.id);
  const { id, name, query } = view;
  showToast({
    text: t('triage.viewDropped', { name }),
    tone: 'ok',
    action: {
      label: t('app.undo'),
      run: () => void triage.addView({ id, name, query }).then(settle),
    },
  });
  return true;
}
