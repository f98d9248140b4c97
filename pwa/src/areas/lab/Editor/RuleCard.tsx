/// A rule, or a group of shared settings: what it does in one sentence, whether it is on, and its numbers folded.
import type { RuleProblem } from '../../../api/lab';
import { t, tn } from '../../../i18n';
import { Icon } from '../../../ui/Icon/Icon';
import type { Change } from '../rules/diff';
import type { Group } from '../rules/fields';
import { isFields, pathOf, type RuleSet, read } from '../rules/model';
import { edit } from '../store';
import { problemWords, ruleSentence, ruleWord, valueWords } from '../words';
import { SpotField } from './SpotField';

type Props = { group: Group; draft: RuleSet; current: RuleSet; changes: Change[]; problems: RuleProblem[] };

export function RuleCard({ group, draft, current, changes, problems }: Props) {
  const fields = read(draft, group.key);
  const mine = changes.filter((change) => change.path.startsWith(`${group.key}/`));
  const mistakes = new Map(problems.map((problem) => [pathOf(problem.place, draft), problemWords(problem)]));
  const here = [...mistakes.keys()].filter((path) => path.startsWith(`${group.key}/`));
  const enabled = isFields(fields) ? fields.enabled !== false : true;
  const title = ruleWord(group.id, group.rule ? group.kind : undefined);
  return (
    <li class={`card lab-card${enabled ? '' : ' off'}`} data-card={group.key}>
      <div class="row between">
        <h3>{title}</h3>
        <span class="row">
          {here.length > 0 ? <span class="tag bad">{tn('lab.mistakes', here.length)}</span> : null}
          {mine.length > 0 ? <span class="tag warn">{tn('lab.changes', mine.length)}</span> : null}
        </span>
      </div>
      {isFields(fields) ? <p class="lab-what">{ruleSentence(group.kind, fields)}</p> : null}
      {group.rule ? (
        <label class="lab-check">
          <input
            type="checkbox"
            data-place={`${group.key}/enabled`}
            checked={enabled}
            onChange={(event) => edit(`${group.key}/enabled`, event.currentTarget.checked)}
          />
          <span>{t('lab.enabled')}</span>
          <span class="hidden">{title}</span>
          <EnabledNow current={read(current, `${group.key}/enabled`)} enabled={enabled} />
        </label>
      ) : null}
      <details class="lab-more">
        <summary>
          {tn('lab.settings', group.spots.length)}
          <span class="hidden">{title}</span>
          <Icon name="down" size={16} />
        </summary>
        <div class="lab-fields">
          {group.spots.map((spot) => (
            <SpotField
              key={spot.path}
              spot={spot}
              value={read(draft, spot.path)}
              now={read(current, spot.path)}
              problem={mistakes.get(spot.path) ?? ''}
            />
          ))}
        </div>
      </details>
    </li>
  );
}

function EnabledNow({ current, enabled }: { current: unknown; enabled: boolean }) {
  if (current === enabled) return null;
  const now = current === undefined ? t('lab.newRule') : `${t('lab.inForce')} ${valueWords(current)}`;
  return <span class="small muted">{now}</span>;
}
