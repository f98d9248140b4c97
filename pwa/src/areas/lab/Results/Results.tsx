/// What a replay says: first what it stands on, then the figures, then the persons.
import type { Replay } from '../../../api/lab';
import { t } from '../../../i18n';
import { Notice } from '../../../ui/Notice/Notice';
import { byRuleOf, coverOf, sectorsOf } from '../rules/outlook';
import { number, ruleWord, signed } from '../words';
import { Cases } from './Cases';
import { Coordinators } from './Coordinators';
import { Coverage } from './Coverage';
import { Judged } from './Judged';
import { Pairs } from './Pairs';
import { Weeks } from './Weeks';

export function Results({ replay, days }: { replay: Replay; days: number }) {
  const { current, draft } = replay;
  const cover = coverOf(replay.coverage, days);
  return (
    <div class="stack lab-results">
      <Coverage coverage={replay.coverage} days={days} />
      {cover === 'none' ? null : (
        <>
          <Warnings replay={replay} />
          <Totals replay={replay} />
          <Weeks replay={replay} days={days} />
          <div class="lab-columns">
            <Pairs
              title={t('lab.perSector')}
              head={t('lab.sector')}
              unit={t('lab.perWeek')}
              lines={sectorsOf(current, draft)}
            />
            <Pairs
              title={t('lab.perRule')}
              head={t('lab.colRule')}
              unit={t('lab.alertsIn')}
              lines={byRuleOf(current, draft).map((line) => ({ ...line, name: ruleWord(line.id) }))}
            />
          </div>
          <Coordinators current={current.per_coordinator} draft={draft.per_coordinator} />
          <Judged current={current.judged} draft={draft.judged} />
          <div class="lab-columns">
            <Cases
              title={t('lab.gained')}
              more={t('lab.gainedMore')}
              cases={replay.gained}
              count={replay.gained_count}
            />
            <Cases
              title={t('lab.lost')}
              more={t('lab.lostMore')}
              cases={replay.lost}
              count={replay.lost_count}
            />
          </div>
        </>
      )}
    </div>
  );
}

function Warnings({ replay }: { replay: Replay }) {
  return replay.warnings.map((warning) => (
    <Notice key={`${warning.code} ${warning.rule} ${warning.detail}`} tone="warn">
      {warning.detail}
    </Notice>
  ));
}

function Totals({ replay: { current, draft } }: { replay: Replay }) {
  const more = draft.alerts_per_week - current.alerts_per_week;
  const tiles = [
    { word: t('lab.inForce'), value: current.alerts_per_week, total: current.alerts },
    { word: t('lab.draft'), value: draft.alerts_per_week, total: draft.alerts },
  ];
  return (
    <section class="stack-s">
      <h3>{t('lab.alerts')}</h3>
      <div class="lab-totals">
        {tiles.map(({ word, value, total }) => (
          <p key={word} class="card">
            <span class="muted">{word}</span>
            <strong class="lab-figure">{number(value, 1)}</strong>
            <span class="small">{t('lab.perWeekTotal', { n: number(total) })}</span>
          </p>
        ))}
        <p class="card">
          <span class="muted">{t('lab.difference')}</span>
          <strong class="lab-figure">{signed(more)}</strong>
          <span class="small">{t('lab.aWeek')}</span>
        </p>
      </div>
    </section>
  );
}
