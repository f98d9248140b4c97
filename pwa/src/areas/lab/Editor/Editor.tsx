/// The draft: where it comes from, what it changes, what is wrong with it, and a card a rule.
import { useState } from 'preact/hooks';
import { t, tn } from '../../../i18n';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import type { Change } from '../rules/diff';
import { groupsOf } from '../rules/fields';
import { asRuleSet, pathOf, type RuleSet } from '../rules/model';
import { answer, changed, current, draft, faulty, giveUp, kept, problems, restore } from '../store';
import { pathWords, problemWords, valueWords } from '../words';
import { exportJson, exportToml } from './exportFile';
import { focusPlace } from './focus';
import { ImportDialog } from './ImportDialog';
import { load } from './load';
import { RuleCard } from './RuleCard';

export const kindIn = (set: RuleSet) => (id: string) => set.rules.find((rule) => rule.id === id)?.kind;

export function Editor() {
  const [now, mine] = [current.value, draft.value];
  if (!now || !mine) return null;
  return (
    <section id="brouillon" class="stack" aria-labelledby="brouillon-title">
      <div class="row between">
        <h2 id="brouillon-title">{t('lab.draft')}</h2>
        <p role="status" class="muted">
          {changed.value.length === 0 ? t('lab.noChange') : tn('lab.changes', changed.value.length)}
        </p>
      </div>
      <Tools mine={mine} />
      <Mistakes mine={mine} />
      {changed.value.length > 0 ? <Changes list={changed.value} mine={mine} /> : null}
      <ul class="lab-cards">
        {groupsOf(mine).map((group) => (
          <RuleCard
            key={group.key}
            group={group}
            draft={mine}
            current={now}
            changes={changed.value}
            problems={problems.value}
          />
        ))}
      </ul>
    </section>
  );
}

function Tools({ mine }: { mine: RuleSet }) {
  const [importing, setImporting] = useState(false);
  const found = answer.value;
  const builtin = typeof found === 'string' ? null : found.builtin;
  const use = (name: 'default' | 'lean') => {
    const set = asRuleSet(builtin?.[name]);
    if (set) load(set, t(`lab.set.${name}`));
  };
  const drop = () => {
    const before = kept.value;
    giveUp();
    if (before) {
      const action = { label: t('app.undo'), run: () => restore(before) };
      showToast({ text: t('lab.dropped'), tone: 'ok', action });
    }
  };
  return (
    <div class="row lab-tools">
      <button type="button" class="button" onClick={() => use('default')}>
        {t('lab.load.default')}
      </button>
      <button type="button" class="button" onClick={() => use('lean')}>
        {t('lab.load.lean')}
      </button>
      <button type="button" class="button" onClick={() => setImporting(true)}>
        {t('lab.import')}
      </button>
      <button type="button" class="button" onClick={() => exportJson(mine)}>
        {t('lab.exportJson')}
      </button>
      <button type="button" class="button" onClick={() => exportToml(mine)}>
        {t('lab.exportToml')}
      </button>
      {changed.value.length > 0 ? (
        <button type="button" class="button plain" onClick={drop}>
          <Icon name="undo" />
          {t('lab.drop')}
        </button>
      ) : null}
      {importing ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </div>
  );
}

function Mistakes({ mine }: { mine: RuleSet }) {
  const kindOf = kindIn(mine);
  const typed = [...faulty.value.keys()].map((path) => ({ path, text: t('lab.fault.typed') }));
  const told = problems.value.map((problem) => ({
    path: pathOf(problem.place, mine),
    text: problemWords(problem),
  }));
  const list = [...typed, ...told];
  if (list.length === 0) return null;
  return (
    <Notice tone="bad">
      <strong>{tn('lab.mistakes', list.length)}</strong>
      <ul class="stack-s">
        {list.map(({ path, text }) => (
          <li key={`${path} ${text}`}>
            <button type="button" class="lab-jump" onClick={() => focusPlace(path)}>
              {pathWords(path, kindOf)}
            </button>{' '}
            {text}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/// A switch that is off is left out of the file.
const orOff = (value: unknown, other: unknown) =>
  value === undefined && typeof other === 'boolean' ? false : value;

function Changes({ list, mine }: { list: Change[]; mine: RuleSet }) {
  const kindOf = kindIn(mine);
  return (
    <Disclosure title={t('lab.diff')} extra={String(list.length)}>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('lab.colSetting')}</th>
              <th scope="col">{t('lab.inForce')}</th>
              <th scope="col">{t('lab.draft')}</th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ path, from, to }) => (
              <tr key={path}>
                <th scope="row">{pathWords(path, kindOf)}</th>
                <td>{valueWords(orOff(from, to))}</td>
                <td>{valueWords(orOff(to, from))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Disclosure>
  );
}
