/// Files from the planning software: tried, looked at, imported, taken back. To add a kind: its words, and `KINDS` in `api/imports.ts`.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type ImportKind, importsApi, KINDS } from '../../api/imports';
import { t } from '../../i18n';
import { imports } from '../../i18n/imports/fr';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Choice } from '../../ui/Choice/Choice';
import { Heading } from '../../ui/Page/Page';
import { Calendars } from './Calendars/Calendars';
import { Columns } from './Columns';
import { History } from './History';
import './imports.css';
import { Try } from './Try';

/// What this area says, in both languages.
export const words = [
  { fr: imports, en: () => import('../../i18n/imports/en').then((chunk) => chunk.imports) },
];

export function ImportsArea() {
  const { query } = useLocation();
  const [kind, setKind] = useState<ImportKind>(KINDS.find((known) => known === query.kind) ?? 'persons');
  // What a file did is no longer true once an import was taken back.
  const [round, setRound] = useState(0);
  const asking = useAsked(() => importsApi.list());
  const undone = async () => {
    setRound(round + 1);
    await asking.again();
  };
  return (
    <main id="main" class="imports stack">
      <Heading title={t('imports.title')} />
      <p class="muted">{t('imports.lead')}</p>
      <Choice<ImportKind>
        legend={t('imports.kind')}
        name="imports-kind"
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`imports.kind.${value}`) }))}
        onChange={setKind}
      />
      <Asked of={asking}>
        {({ items, next_cursor, kinds }) => {
          const about = kinds.find((one) => one.kind === kind);
          return (
            <>
              {about ? <Columns kind={kind} columns={about.columns} /> : null}
              <Try key={`${kind}-${round}`} kind={kind} onDone={asking.again} />
              <History items={items} next={next_cursor} onUndone={undone} />
            </>
          );
        }}
      </Asked>
      <Calendars onRead={asking.again} />
    </main>
  );
}
