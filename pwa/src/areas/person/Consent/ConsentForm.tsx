/// Records what was said. A coordinator who notes a refusal closes the file behind them, and is told so first.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { CONSENTS, file as calls, GIVEN_AS, type GivenAs } from '../../../api/file';
import type { Coordination } from '../../../api/types';
import { t } from '../../../i18n';
import { user } from '../../../session/session';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { FormShell } from '../../plan/FollowUp/FormShell';
import { failureWords } from '../../plan/step';
import { change } from '../change';
import type { Part } from '../File';

/// As long as what the server takes.
const MAX = 200;
const ends = (coordination: Coordination | null) =>
  coordination === 'refused' || coordination === 'withdrawn';

export function ConsentForm({ file, reload, onClose }: Part & { onClose: () => void }) {
  const { route } = useLocation();
  const guardian = file.contacts.find((contact) => contact.guardian);
  const [coordination, setCoordination] = useState<Coordination | null>(null);
  const [as, setAs] = useState<GivenAs>('person');
  const [by, setBy] = useState(file.name);
  const [tried, setTried] = useState(false);
  const leaves = ends(coordination) && user.value?.role === 'coordinator';

  const chooseGiver = (next: GivenAs) => {
    const before = as === 'person' ? file.name : as === 'guardian' ? (guardian?.name ?? '') : '';
    setAs(next);
    // What was filled in for the other giver goes; what somebody typed stays.
    if (by === before)
      setBy(next === 'person' ? file.name : next === 'guardian' ? (guardian?.name ?? '') : '');
  };
  const send = async () => {
    setTried(true);
    if (!coordination || !by.trim()) return false;
    const call = calls.consent(file.id, coordination, by.trim(), as);
    if (!leaves) return change({ call, said: t('person.said.consent'), reload });
    const answer = await call;
    if (!answer.ok) return failureWords(answer);
    showToast({ text: t('person.said.consentMoved'), tone: 'ok' });
    route('/alertes');
    return null;
  };
  return (
    <FormShell submit={t('work.save')} onSubmit={send} onClose={onClose}>
      <Choice
        legend={t('person.consent')}
        name="coordination"
        value={coordination}
        onChange={setCoordination}
        error={tried && !coordination ? t('person.consentMissing') : undefined}
        options={CONSENTS.map((value) => ({ value, label: t(`work.consent.${value}`) }))}
      />
      <Choice
        legend={t('person.givenAs')}
        name="given-as"
        value={as}
        onChange={chooseGiver}
        options={GIVEN_AS.map((value) => ({ value, label: t(`person.as.${value}`) }))}
      />
      <Field
        label={t('person.givenBy')}
        {...(tried && !by.trim() ? { error: t('person.givenByMissing') } : {})}
      >
        {(aria) => (
          <input
            {...aria}
            class="input"
            autocomplete="off"
            maxLength={MAX}
            value={by}
            onInput={(event) => setBy(event.currentTarget.value)}
          />
        )}
      </Field>
      {leaves ? <Notice tone="warn">{t('person.consentCloses')}</Notice> : null}
    </FormShell>
  );
}
