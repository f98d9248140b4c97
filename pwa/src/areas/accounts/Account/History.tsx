/// Who did what with this account.
import { accountsApi } from '../../../api/accounts';
import { t, wordOr } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Asked, useAsked } from '../../../ui/Asked/Asked';

/// Names of fields, apart by commas; the rest as it is.
const detailOf = (detail: string): string =>
  detail
    .split(',')
    .map((field) => wordOr('accounts.field', field))
    .join(', ');

export function History({ id }: { id: string }) {
  const asking = useAsked(() => accountsApi.history(id), [id]);
  return (
    <section class="stack-s" aria-labelledby="historique">
      <h2 id="historique">{t('accounts.history')}</h2>
      <Asked of={asking} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">{t('accounts.noHistory')}</p>
          ) : (
            <ol class="card accounts-history">
              {items.map((event) => (
                <li key={`${event.at}-${event.what}`}>
                  <p>
                    <strong>{wordOr('accounts.what', event.what)}</strong>
                    {event.detail ? ` : ${detailOf(event.detail)}` : ''}
                  </p>
                  <p class="muted small">
                    {dateTime(event.at)}
                    {event.actor ? ` · ${event.actor.name}` : ''}
                  </p>
                </li>
              ))}
            </ol>
          )
        }
      </Asked>
    </section>
  );
}
