/// How many persons each coordinator bears. Level by word and colour; a press shows that coordinator's.
import type { CaseCount, Caseload } from '../../api/follow';
import { t, tn } from '../../i18n';
import { user } from '../../session/session';

type Props = {
  counts: CaseCount[];
  limits: Caseload['limits'];
  /// `all` or an id.
  chosen: string;
  onChoose: (owner: string) => void;
};

export function Counts({ counts, limits, chosen, onChoose }: Props) {
  const total = counts.reduce((sum, count) => sum + count.active, 0);
  return (
    <section class="case-counts" aria-label={t('plan.counts')}>
      <button
        type="button"
        class="case-counter"
        aria-pressed={chosen === 'all'}
        onClick={() => onChoose('all')}
      >
        <span class="strong">{t('plan.anyone')}</span>
        <span class="case-number">{total}</span>
      </button>
      {counts.map((count) => (
        <Counter
          key={count.coordinator.id}
          count={count}
          limits={limits}
          pressed={chosen === count.coordinator.id}
          onChoose={onChoose}
        />
      ))}
    </section>
  );
}

type CounterProps = Pick<Props, 'limits' | 'onChoose'> & { count: CaseCount; pressed: boolean };

function Counter({ count, limits, pressed, onChoose }: CounterProps) {
  const { coordinator, active, requested, level } = count;
  const mine = coordinator.id === user.value?.id;
  return (
    <button
      type="button"
      class={`case-counter ${level}`}
      aria-pressed={pressed}
      onClick={() => onChoose(coordinator.id)}
    >
      <span class="strong">{mine ? t('plan.me') : coordinator.name}</span>
      <span>
        <span class="case-number">{active}</span>{' '}
        <span class="muted small">{t('plan.ofLimit', { n: limits.full })}</span>
      </span>
      <progress max={limits.full} value={Math.min(active, limits.full)} aria-hidden="true" />
      {level === 'ok' ? null : (
        <span class={`tag ${level === 'full' ? 'bad' : 'warn'}`}>
          {level === 'full' ? t('plan.levelFull') : t('plan.levelWarning', { n: limits.warning })}
        </span>
      )}
      {requested > 0 ? <span class="small">{tn('plan.requested', requested)}</span> : null}
    </button>
  );
}
