/// Working time and targets.
import type { Settings } from '../../../api/settings';
import { t } from '../../../i18n';
import { SettingsForm } from '../SettingsForm';
import { Delays } from './Delays';
import { Holidays } from './Holidays';
import { hoursMistakes, minutesMistakes, tidied } from './hours';
import { WeekHours } from './WeekHours';

export function Work() {
  return (
    <SettingsForm mistakesIn={mistakesIn} tidied={tidied}>
      {(draft, change) => {
        const work = (next: Partial<Settings['working_time']>) =>
          change({ ...draft, working_time: { ...draft.working_time, ...next } });
        return (
          <>
            <WeekHours hours={draft.working_time.hours} onChange={(hours) => work({ hours })} />
            <Holidays time={draft.working_time} onChange={work} />
            <Delays settings={draft} onChange={change} />
          </>
        );
      }}
    </SettingsForm>
  );
}

function mistakesIn(draft: Settings): string[] {
  const hours = hoursMistakes(draft.working_time.hours).map((mistake) =>
    mistake.kind === 'empty'
      ? t('settings.wrong.empty')
      : t(`settings.wrong.${mistake.kind}`, { day: t(`settings.day.${mistake.day}`) }),
  );
  const minutes = minutesMistakes(draft).map(({ what, severity }) =>
    t('settings.wrong.minutes', {
      place: t('settings.amount', {
        what: t(`settings.${what}`),
        severity: t(`settings.severity.${severity}`).toLowerCase(),
      }),
    }),
  );
  return [...hours, ...minutes];
}
