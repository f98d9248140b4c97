/// What came of the messages of the last days, a line a kind and way: how many were made, taken by a service, and shown on a screen.
import { useState } from 'preact/hooks';
import { type LetterFigures, lettersApi } from '../../api/jobs';
import { t, wordOr } from '../../i18n';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Choice } from '../../ui/Choice/Choice';
import { Figures } from '../../ui/Figures/Figures';
import { Empty } from '../../ui/Notice/Notice';
import { lasted, share, total } from './sums';

const DAYS = ['1', '7', '30'] as const;
type Days = (typeof DAYS)[number];

/// In the order of a message's life. What did not go well comes last.
const COLUMNS = ['made', 'merged', 'delivered', 'received', 'expired', 'unreachable', 'dead'] as const;

export function Counts() {
  const [days, setDays] = useState<Days>('7');
  const asking = useAsked(() => lettersApi.figures(days), [days]);
  return (
    <>
      <p class="muted">{t('letters.figuresLead')}</p>
      <Choice<Days>
        legend={t('letters.period')}
        name="letters-days"
        value={days}
        options={DAYS.map((value) => ({ value, label: t(`letters.days${value}`) }))}
        onChange={setDays}
      />
      <Asked of={asking}>
        {({ items }) =>
          items.length === 0 ? <Empty title={t('letters.noFigures')} /> : <Table items={items} />
        }
      </Asked>
    </>
  );
}

function Table({ items }: { items: LetterFigures[] }) {
  const all = total(items);
  return (
    <>
      <p class="strong" role="status">
        {t('letters.sum', { delivered: all.delivered, received: all.received, share: share(all) })}
      </p>
      <Figures caption={t('letters.figures')} hideCaption>
        <thead>
          <tr>
            <th scope="col">{t('letters.col.kind')}</th>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class="number">
                {t(`letters.col.${column}`)}
              </th>
            ))}
            <th scope="col" class="number">
              {t('letters.col.median')}
            </th>
            <th scope="col" class="number">
              {t('letters.col.p95')}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((line) => (
            <tr key={`${line.kind}-${line.channel}`}>
              <th scope="row">
                {wordOr('letters.kind', line.kind)}
                <span class="letters-channel muted small">{wordOr('letters.channel', line.channel)}</span>
              </th>
              {COLUMNS.map((column) => (
                <td key={column} class={line[column] === 0 ? 'number muted' : 'number'}>
                  {line[column]}
                </td>
              ))}
              <td class="number">{lasted(line.median_seconds)}</td>
              <td class="number">{lasted(line.p95_seconds)}</td>
            </tr>
          ))}
        </tbody>
      </Figures>
      <p class="muted small">{t('letters.figuresMore')}</p>
    </>
  );
}
