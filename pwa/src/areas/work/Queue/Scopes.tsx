/// Mine, my sectors, all: links, so that each is an address. The figures are of the open alerts, whatever the other filters.
import { t } from '../../../i18n';
import { counts } from '../counts';
import { type Filter, writeFilter } from '../filters';

const SCOPES = ['mine', 'sectors', 'all'] as const;

export function Scopes({ filter }: { filter: Filter }) {
  const now = filter.scope ?? 'all';
  return (
    <nav class="scopes" aria-label={t('triage.scopes')}>
      {SCOPES.map((scope) => {
        const { scope: _, ...others } = filter;
        const search = writeFilter(scope === 'all' ? others : { ...others, scope });
        return (
          <a key={scope} href={`/alertes${search}`} aria-current={scope === now ? 'true' : undefined}>
            <span>{t(`triage.scope.${scope}`)}</span>
            {counts.value ? <span class="scope-count">{counts.value[scope]}</span> : null}
          </a>
        );
      })}
    </nav>
  );
}
