/// Which columns a kind of file has, and a file to begin with.
import { type Column, type ImportKind, importsApi } from '../../api/imports';
import { t } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { download } from '../../ui/download';
import { Icon } from '../../ui/Icon/Icon';
import { showToast } from '../../ui/Toast/toast';

export function Columns({ kind, columns }: { kind: ImportKind; columns: Column[] }) {
  const save = async () => {
    const answer = await importsApi.template(kind);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    download(answer.data, 'text/csv;charset=utf-8', `${kind}.csv`);
  };
  return (
    <Disclosure title={t('imports.columns')} extra={String(columns.length)}>
      <dl class="imports-columns">
        {columns.map((column) => (
          <div key={column.name}>
            <dt>
              <code>{column.name}</code>
              {column.required ? <span class="tag">{t('imports.required')}</span> : null}
            </dt>
            <dd>
              {column.about}
              {column.aliases.length > 0 ? (
                <span class="muted small"> {t('imports.aliases', { names: column.aliases.join(', ') })}</span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button" onClick={() => void save()}>
        <Icon name="install" />
        {t('imports.template')}
      </button>
    </Disclosure>
  );
}
