/// A rule set from a file or pasted. The server reads it and says where a mistake is; the cursor goes there.
import { useRef, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { RuleProblem } from '../../../api/lab';
import { t, tn } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { locate } from '../rules/locate';
import { asRuleSet } from '../rules/model';
import { problemWords } from '../words';
import { load } from './load';

/// Rule sets are a few kilobytes; a film is not one.
const MAX_BYTES = 256 * 1024;

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<RuleProblem[]>([]);
  const [trouble, setTrouble] = useState('');
  const area = useRef<HTMLTextAreaElement>(null);

  const point = (problem: RuleProblem | undefined) => {
    area.current?.focus();
    const range = problem && locate(text, problem.place);
    if (range) area.current?.setSelectionRange(range.from, range.to);
  };
  const read = async (file: File | undefined) => {
    setTrouble('');
    setFound([]);
    if (!file) return;
    if (file.size > MAX_BYTES) setTrouble(t('lab.importBig'));
    else setText(await file.text());
  };
  const submit = async () => {
    if (busy) return;
    setTrouble('');
    setFound([]);
    if (text.trim() === '') {
      setTrouble(t('lab.importEmpty'));
      area.current?.focus();
      return;
    }
    setBusy(true);
    const answer = await api.checkRules(text);
    setBusy(false);
    if (!answer.ok) {
      setTrouble(answer.kind === 'problem' ? answer.problem.detail : t('app.unreachable'));
      return;
    }
    const { rules, problems } = answer.data;
    const set = asRuleSet(rules);
    if (set && problems.length === 0) {
      onClose();
      load(set, t('lab.set.file'));
      return;
    }
    setFound(problems);
    if (problems.length === 0) setTrouble(t('lab.importUnreadable'));
    point(problems[0]);
  };
  return (
    <Dialog title={t('lab.import')} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={t('lab.importFile')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="file"
              accept=".toml,.json,application/json,application/toml,text/plain"
              onChange={(event) => void read(event.currentTarget.files?.[0])}
            />
          )}
        </Field>
        <Field label={t('lab.importText')} hint={t('lab.importHint')}>
          {(aria) => (
            <textarea
              {...aria}
              ref={area}
              class="input lab-source"
              rows={10}
              spellcheck={false}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          )}
        </Field>
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        {found.length > 0 ? (
          <Notice tone="bad">
            <strong>{tn('lab.mistakes', found.length)}</strong>
            <ul class="stack-s">
              {found.map((problem) => (
                <li key={problem.place + problem.detail}>
                  <button type="button" class="lab-jump" onClick={() => point(problem)}>
                    {problem.place || t('lab.importWhole')}
                  </button>{' '}
                  {problemWords(problem)}
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {t(busy ? 'lab.importBusy' : 'lab.importDo')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
