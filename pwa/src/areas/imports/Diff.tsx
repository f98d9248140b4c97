/// What a file changes, field by field, or the lines it cannot be imported for.
import type { FieldChange, ImportChange, ImportDiff } from '../../api/imports';
import { t, tn, wordOr } from '../../i18n';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { ImportErrors } from '../../ui/FileText/ImportErrors';
import { Notice } from '../../ui/Notice/Notice';

export function Diff({ diff }: { diff: ImportDiff }) {
  const { counts } = diff;
  if (counts.errors > 0) {
    return (
      <ImportErrors
        title={tn('imports.errors', counts.errors)}
        errors={diff.errors}
        line={(n) => t('imports.line', { n })}
      />
    );
  }
  return (
    <div class="stack" role="status">
      <Notice tone={diff.dry_run ? 'info' : 'ok'}>
        <strong>{diff.dry_run ? t('imports.would') : t('imports.did')}</strong>
        <ul>
          <li>{tn('imports.added', counts.added)}</li>
          <li>{tn('imports.changed', counts.changed)}</li>
          <li>{tn(`imports.ended.${diff.kind}`, counts.ended)}</li>
          <li>{tn('imports.same', counts.unchanged)}</li>
        </ul>
        {diff.ignored.length > 0 ? (
          <span>{t('imports.ignored', { names: diff.ignored.join(', ') })}</span>
        ) : null}
      </Notice>
      <Part title={t('imports.listAdded')} total={counts.added} items={diff.added} />
      <Part title={t('imports.listChanged')} total={counts.changed} items={diff.changed} />
      <Part title={t(`imports.listEnded.${diff.kind}`)} total={counts.ended} items={diff.ended} />
      {diff.links.length > 0 ? <Links links={diff.links} /> : null}
    </div>
  );
}

function Part({ title, total, items }: { title: string; total: number; items: ImportChange[] }) {
  if (total === 0) return null;
  return (
    <Disclosure title={title} extra={String(total)} open={total <= 20}>
      <ul class="imports-changes">
        {items.map((item) => (
          <li key={item.ref}>
            <code>{item.ref}</code>
            <ul>
              {item.fields.map((field) => (
                <li key={field.name}>
                  <Field field={field} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {items.length < total ? <p class="muted">{t('imports.first', { n: items.length })}</p> : null}
    </Disclosure>
  );
}

/// Before and after, told apart by words for who does not see the stroke.
function Field({ field: { name, from, to } }: { field: FieldChange }) {
  return (
    <>
      <span class="muted">{wordOr('imports.field', name)} : </span>
      {from === null ? null : (
        <>
          <del>
            <span class="hidden">{t('imports.before')} </span>
            {from}
          </del>{' '}
        </>
      )}
      {to === null ? (
        <span class="muted">{t('imports.nothing')}</span>
      ) : (
        <ins>
          <span class="hidden">{t('imports.after')} </span>
          {to}
        </ins>
      )}
    </>
  );
}

function Links({ links }: { links: ImportDiff['links'] }) {
  return (
    <Notice tone="warn">
      <strong>{tn('imports.links', links.length)}</strong>
      <dl class="imports-links">
        {links.map((link) => (
          <div key={link.login}>
            <dt>{link.login}</dt>
            <dd>
              <code>{link.url}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Notice>
  );
}
