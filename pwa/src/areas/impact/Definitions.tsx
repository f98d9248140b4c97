/// What each figure counts, in the words of the server that counts it.
import type { Definition } from '../../api/impact';
import { label, t } from '../../i18n';
import { Disclosure } from '../../ui/Disclosure/Disclosure';

export function Definitions({ items }: { items: Definition[] }) {
  return (
    <Disclosure icon="info" title={t('impact.definitions')}>
      <dl class="impact-definitions">
        {items.map((one) => (
          <div key={one.key}>
            <dt>{label(one.label)}</dt>
            <dd>{label(one.text)}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
