/// A first rating that counts for nothing: at enrolment, and whenever somebody wants to try. It never leaves the phone, and
/// nothing of it stays there.
import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Icon } from '../../ui/Icon/Icon';
import { Heading } from '../../ui/Page/Page';
import { RatingForm } from './RatingForm/RatingForm';

/// Nobody's id: should a draft be left behind, it leads nowhere.
const NOBODY = '00000000-0000-7000-8000-000000000000';

export function Practice() {
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <>
        <div class="saved acknowledged">
          <span class="saved-mark">
            <Icon name="check" size={48} />
          </span>
          <Heading key="done" title={t('aide.practiceDone')} />
          <p role="status">{t('aide.practiceDoneMore')}</p>
        </div>
        <a class="button main big" href="/">
          {t('aide.backToVisits')}
        </a>
        <button type="button" class="button" onClick={() => setDone(false)}>
          {t('aide.practiceAgain')}
        </button>
      </>
    );
  }
  const name = t('aide.practiceName');
  return (
    <>
      <div class="visit-head">
        <Heading key="form" title={t('aide.practiceTitle', { name })} />
        <p class="muted">{t('aide.practiceLead')}</p>
      </div>
      <RatingForm
        target={{ slot: 'practice', person: { id: NOBODY, name }, visit: null, correction: null }}
        practice
        onSaved={() => setDone(true)}
      />
      <a class="button" href="/">
        {t('aide.practiceSkip')}
      </a>
    </>
  );
}
