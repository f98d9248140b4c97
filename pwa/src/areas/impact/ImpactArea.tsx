/// What was done and what it changed: the last month at a glance, month by month, sector by sector, with what each figure counts
/// and as a file. Everything is also a table.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Impact, impactApi } from '../../api/impact';
import { t } from '../../i18n';
import { dayKey } from '../../i18n/dates';
import { impact } from '../../i18n/impact/fr';
import { me } from '../../session/session';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { download } from '../../ui/download';
import { Select } from '../../ui/Field/Field';
import { Icon } from '../../ui/Icon/Icon';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { showToast } from '../../ui/Toast/toast';
import { Definitions } from './Definitions';
import { monthsBefore, monthsOf, withoutEmptyStart } from './figures';
import { Highlights } from './Highlights';
import './impact.css';
import { ByMonth, BySector } from './Tables';
import { monthName } from './words';

/// What this area says, in both languages.
export const words = [{ fr: impact, en: () => import('../../i18n/impact/en').then((chunk) => chunk.impact) }];

/// How far back one may choose, and how much is shown at first.
const MONTHS = 36;
const SHOWN = 6;

type Chosen = { from: string; to: string; sector: string };

export function ImpactArea() {
  const { query, route } = useLocation();
  const months = monthsBefore(dayKey(new Date()), MONTHS);
  const chosen: Chosen = {
    from: query.de ?? months[SHOWN - 1] ?? '',
    to: query.a ?? months[0] ?? '',
    sector: query.secteur ?? '',
  };
  const choose = (change: Partial<Chosen>) => {
    const { from, to, sector } = { ...chosen, ...change };
    const search = new URLSearchParams({ de: from, a: to, ...(sector ? { secteur: sector } : {}) });
    route(`/impact?${search}`, true);
  };
  const wrong = chosen.to < chosen.from;
  return (
    <main id="main" class="impact stack">
      <header>
        <Heading title={t('impact.title')} />
        <p class="muted">{t('impact.lead')}</p>
      </header>
      <Choices chosen={chosen} months={months} choose={choose} wrong={wrong} />
      {wrong ? <Notice tone="bad">{t('impact.order')}</Notice> : <Answer chosen={chosen} />}
    </main>
  );
}

type ChoicesProps = {
  chosen: Chosen;
  months: string[];
  choose: (change: Partial<Chosen>) => void;
  wrong: boolean;
};

function Choices({ chosen, months, choose, wrong }: ChoicesProps) {
  const [busy, setBusy] = useState(false);
  const sectors = me.value?.sectors ?? [];
  const options = months.map((month) => ({ value: month, label: monthName(month) }));
  const save = async () => {
    if (busy || wrong) return;
    setBusy(true);
    const { from, to, sector } = chosen;
    const answer = await impactApi.csv({ from, to, sector_id: sector });
    setBusy(false);
    if (!answer.ok) return showToast({ text: failureWords(answer), tone: 'bad' });
    // The browser took the mark off while reading; spreadsheets need it to know the accents.
    download(`\uFEFF${answer.data}`, 'text/csv;charset=utf-8', `vigie-impact-${from}-${to}.csv`);
  };
  return (
    <div class="impact-choices">
      <Select
        label={t('impact.from')}
        value={chosen.from}
        options={options}
        onChange={(from) => choose({ from })}
      />
      <Select label={t('impact.to')} value={chosen.to} options={options} onChange={(to) => choose({ to })} />
      {sectors.length > 1 ? (
        <Select
          label={t('impact.sector')}
          value={chosen.sector}
          onChange={(sector) => choose({ sector })}
          options={[
            { value: '', label: t('impact.allSectors') },
            ...sectors.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
      ) : null}
      <button type="button" class="button" aria-disabled={busy || wrong} onClick={() => void save()}>
        <Icon name="install" size={18} />
        {t(busy ? 'impact.csvBusy' : 'impact.csv')}
      </button>
    </div>
  );
}

function Answer({ chosen: { from, to, sector } }: { chosen: Chosen }) {
  const asking = useAsked(() => impactApi.read({ from, to, sector_id: sector }), [from, to, sector]);
  return <Asked of={asking}>{(found) => <Found found={withoutEmptyStart(found)} sector={sector} />}</Asked>;
}

function Found({ found, sector }: { found: Impact; sector: string }) {
  const months = monthsOf(found);
  const last = months.at(-1);
  if (!last) return <Empty title={t('impact.empty')} />;
  const hidden = found.rows.some((row) => row.masked);
  return (
    <>
      <Highlights impact={found} sector={sector || null} />
      {hidden ? <Notice>{t('impact.maskedMore')}</Notice> : null}
      <ByMonth impact={found} sector={sector || null} />
      {sector ? null : <BySector impact={found} />}
      <Definitions items={found.definitions} />
    </>
  );
}
