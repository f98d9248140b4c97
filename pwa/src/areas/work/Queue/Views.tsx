/// Saved views: open one, keep the present filters under a name, rename, replace or drop one.
import { useEffect, useState } from 'preact/hooks';
import type { View } from '../../../api/triage';
import { t } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';
import { type Filter, writeFilter } from '../filters';
import { changeView, dropView, filterOf, loadViews, NAME_MAX, queryOf, saveView, views } from '../views';

type Shown = { kind: 'none' } | { kind: 'new' } | { kind: 'edit'; view: View };

export function Views({ filter }: { filter: Filter }) {
  const [shown, setShown] = useState<Shown>({ kind: 'none' });
  useEffect(() => void loadViews(), []);
  const here = queryOf(filter);
  const list = views.value ?? [];
  const known = list.some((view) => queryOf(filterOf(view)) === here);
  const close = () => setShown({ kind: 'none' });
  if (list.length === 0 && (!here || !views.value)) return null;
  return (
    <div class="stack-s">
      {list.length > 0 ? (
        <nav aria-label={t('triage.views')}>
          <h2 class="filters-title">{t('triage.views')}</h2>
          <ul class="views">
            {list.map((view) => (
              <li key={view.id}>
                <a
                  href={`/alertes${writeFilter(filterOf(view))}`}
                  aria-current={queryOf(filterOf(view)) === here ? 'true' : undefined}
                >
                  {view.name}
                </a>
                <button
                  type="button"
                  class="button plain"
                  aria-label={t('triage.viewEdit', { name: view.name })}
                  onClick={() => setShown({ kind: 'edit', view })}
                >
                  <Icon name="edit" size={16} />
                </button>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {here && !known && views.value ? (
        <button type="button" class="button" onClick={() => setShown({ kind: 'new' })}>
          <Icon name="plus" />
          {t('triage.viewKeep')}
        </button>
      ) : null}
      {shown.kind === 'none' ? null : (
        <ViewDialog
          view={shown.kind === 'edit' ? shown.view : null}
          filter={filter}
          replaceable={here !== '' && !known}
          onClose={close}
        />
      )}
    </div>
  );
}

type DialogProps = { view: View | null; filter: Filter; replaceable: boolean; onClose: () => void };

function ViewDialog({ view, filter, replaceable, onClose }: DialogProps) {
  const [name, setName] = useState(view?.name ?? '');
  const [empty, setEmpty] = useState(false);
  const closeIf = (done: boolean) => {
    if (done) onClose();
  };
  const send = async () => {
    const wanted = name.trim();
    setEmpty(wanted === '');
    if (wanted === '') return;
    closeIf(view ? await changeView(view, { name: wanted }) : await saveView(wanted, filter));
  };
  return (
    <Dialog title={view ? t('triage.viewEdit', { name: view.name }) : t('triage.viewKeep')} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Field label={t('triage.viewName')} error={empty ? t('triage.viewNameEmpty') : ''}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              maxLength={NAME_MAX}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="row">
          <button type="submit" class="button main">
            {view ? t('triage.viewRename') : t('triage.viewSave')}
          </button>
          {view && replaceable ? (
            <button
              type="button"
              class="button"
              onClick={() => void changeView(view, { query: queryOf(filter) }).then(closeIf)}
            >
              {t('triage.viewReplace')}
            </button>
          ) : null}
          {view ? (
            <button type="button" class="button plain" onClick={() => void dropView(view).then(closeIf)}>
              {t('triage.viewDrop')}
            </button>
          ) : null}
        </div>
      </form>
    </Dialog>
  );
}
