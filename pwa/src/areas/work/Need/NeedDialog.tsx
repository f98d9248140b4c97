/// A need told in three fields: about whom, what, how pressing. It becomes an alert like any other, or joins the open one.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ASKERS, type Asker, casework } from '../../../api/casework';
import { api } from '../../../api/client';
import type { AlertDetail, Named, Severity } from '../../../api/types';
import { t } from '../../../i18n';
import { uuid7 } from '../../../outbox/uuid7';
import { user } from '../../../session/session';
import { Choice } from '../../../ui/Choice/Choice';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Select } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { keptOnce, keptText, useKept } from '../Detail/drafts';
import { FormFrame } from '../Detail/FormFrame';
import { NEED_MAX } from '../Detail/limits';
import { explain, offerUndo, type Undo } from '../Detail/run';
import { TextBox } from '../Detail/TextBox';
import { adopt } from '../live';
import { needOpen } from './open';
import { PersonPicker } from './PersonPicker';

const FORM = 'need';
const SEVERITIES = ['moderate', 'high', 'critical'] as const satisfies readonly Severity[];

export function NeedDialog() {
  const asked = needOpen.value;
  const close = () => {
    needOpen.value = null;
  };
  if (!asked) return null;
  return (
    <Dialog title={t('case.need')} onClose={close}>
      <NeedForm given={asked.person} onClose={close} />
    </Dialog>
  );
}

/// An alert of its own can be taken back by ending it; a need that joined an open one is part of that.
const isNew = ({ timeline }: AlertDetail): boolean =>
  timeline.length === 1 && timeline[0]?.actor?.id === user.value?.id;
const takeBack: Undo = (after) => api.resolve(after.id, after.version, 'nothing_needed');

function NeedForm({ given, onClose }: { given: Named | null; onClose: () => void }) {
  const { route } = useLocation();
  const place = given?.id ?? 'need';
  // Made once: a need sent twice, after a lost answer, is one need.
  const id = keptOnce(place, FORM, 'id', uuid7);
  const [person, setPerson] = useKept<Named | null>(place, FORM, 'person', given);
  const [severity, setSeverity] = useKept<Severity>(place, FORM, 'severity', 'moderate');
  const [askedBy, setAskedBy] = useKept<Asker>(place, FORM, 'asked_by', 'person');
  const [missing, setMissing] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const sentence = () => keptText(place, FORM).trim();
  const send = async () => {
    const text = sentence();
    setRefused(null);
    setMissing(person === null || text === '');
    if (person === null || text === '') return false;
    const answer = await casework.need({
      id,
      person_id: person.id,
      sentence: text,
      severity,
      asked_by: askedBy,
    });
    if (!answer.ok) {
      setRefused(explain(answer));
      return false;
    }
    adopt(answer.data);
    offerUndo(answer.data, 'case.done.need', isNew(answer.data) ? takeBack : undefined);
    route(`/alertes/${answer.data.id}`);
    return true;
  };
  return (
    <FormFrame place={place} form={FORM} submit={t('case.needSend')} onSubmit={send} onClose={onClose}>
      {given ? <p class="strong">{given.name}</p> : null}
      {given ? null : (
        <PersonPicker
          person={person}
          error={missing && person === null ? t('case.personEmpty') : ''}
          onChange={setPerson}
        />
      )}
      <TextBox
        place={place}
        form={FORM}
        label={t('case.needSentence')}
        hint={t('case.needHint')}
        error={missing && sentence() === '' ? t('case.needEmpty') : ''}
        max={NEED_MAX}
      />
      <Choice
        legend={t('work.filterSeverity')}
        name="need-severity"
        value={severity}
        onChange={setSeverity}
        options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
      />
      <Select
        label={t('case.askedBy')}
        value={askedBy}
        onChange={setAskedBy}
        options={ASKERS.map((value) => ({ value, label: t(`case.asker.${value}`) }))}
      />
      {refused ? <Notice tone="bad">{refused}</Notice> : null}
    </FormFrame>
  );
}
