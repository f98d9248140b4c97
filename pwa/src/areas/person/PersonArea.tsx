/// The file of a person: what is promised, who is around them, what they said about coordination, and what happened.
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { file as calls, type PersonFile } from '../../api/file';
import { t } from '../../i18n';
import { person } from '../../i18n/person/fr';
import { register } from '../../i18n/register/fr';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { rescueFocus } from '../plan/focus';
import { useUndoKey } from '../plan/usePlanKeys';
import { words as planWords } from '../plan/words';
import { File } from './File';
import './person.css';
import './print.css';

/// What this area says, in both languages.
export const words = [
  { fr: person, en: () => import('../../i18n/person/en').then((chunk) => chunk.person) },
  { fr: register, en: () => import('../../i18n/register/en').then((chunk) => chunk.register) },
  planWords,
];

type State = { kind: 'loading' | 'missing' | 'unreachable' } | { kind: 'here'; file: PersonFile };

export function PersonArea() {
  const { id = '' } = useRoute().params;
  const [state, setState] = useState<State>({ kind: 'loading' });
  useUndoKey();
  const load = async () => {
    const part = document.activeElement?.closest('.person section');
    const answer = await calls.open(id);
    if (answer.ok) setState({ kind: 'here', file: answer.data });
    else if (answer.kind === 'problem' && answer.status === 404) setState({ kind: 'missing' });
    // What is on screen stays there: asking again after a change may fail on a bad line.
    else setState((before) => (before.kind === 'here' ? before : { kind: 'unreachable' }));
    // A form that is gone with what it was about leaves the keyboard in its part of the page.
    if (part?.id) rescueFocus(`#${part.id} h2`);
  };
  useEffect(() => {
    setState({ kind: 'loading' });
    void load();
  }, [id]);
  return (
    <main id="main" class="person">
      <a class="button plain person-back" href="/alertes">
        <Icon name="back" />
        {t('work.alerts')}
      </a>
      {state.kind === 'loading' ? <Skeleton lines={5} label={t('app.loading')} /> : null}
      {state.kind === 'missing' || state.kind === 'unreachable' ? (
        <Heading title={t('work.openFile')} />
      ) : null}
      {state.kind === 'missing' ? <Notice tone="warn">{t('person.notFound')}</Notice> : null}
      {state.kind === 'unreachable' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void load()}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {state.kind === 'here' ? <File key={state.file.id} file={state.file} reload={load} /> : null}
    </main>
  );
}
