/// What the figures stand on. Without data there are no figures: none is not zero.
import type { Coverage as Data } from '../../../api/lab';
import { t } from '../../../i18n';
import { shortDay } from '../../../i18n/dates';
import { Notice } from '../../../ui/Notice/Notice';
import { coverOf } from '../rules/outlook';
import { number, percent } from '../words';

export function Coverage({ coverage, days }: { coverage: Data; days: number }) {
  const cover = coverOf(coverage, days);
  return (
    <section class="stack-s">
      <h3>{t('lab.coverage')}</h3>
      {cover === 'none' ? (
        <Notice tone="warn">
          <strong>{t('lab.coverNone')}</strong>
          <span>{t('lab.coverNoneMore')}</span>
        </Notice>
      ) : (
        <>
          {cover === 'thin' ? <Notice tone="warn">{t('lab.coverThin')}</Notice> : null}
          <dl class="lab-cover">
            <Fact word={t('lab.coverPeriod')}>
              {shortDay(coverage.from)} – {shortDay(coverage.to)}
            </Fact>
            <Fact word={t('lab.coverDays')}>{t('lab.of', { n: coverage.days_with_data, all: days })}</Fact>
            <Fact word={t('lab.coverRatings')}>{number(coverage.ratings)}</Fact>
            <Fact word={t('lab.coverPersons')}>
              {t('lab.of', { n: number(coverage.persons_rated), all: number(coverage.persons) })}
            </Fact>
            <Fact word={t('lab.coverVisits')}>
              {coverage.visits_done > 0
                ? `${t('lab.of', { n: number(coverage.visits_rated), all: number(coverage.visits_done) })} (${percent(coverage.visits_rated / coverage.visits_done)})`
                : t('lab.coverNoPlan')}
            </Fact>
          </dl>
        </>
      )}
    </section>
  );
}

function Fact({ word, children }: { word: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}
