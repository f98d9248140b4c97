/// Who is watched, what comes next first. Done and moved right here.
import { useEffect } from 'preact/hooks';
import { type FollowUp, follow, type Watch } from '../../api/follow';
import { t, tn } from '../../i18n';
import { user } from '../../session/session';
import { Select } from '../../ui/Field/Field';
import { Empty } from '../../ui/Notice/Notice';
import { Skeleton } from '../../ui/Page/Page';
import { WatchCard } from '../plan/Watch/WatchCard';
import { loadTeam, team } from '../work/team';
import { Failed } from './Caseload';
import { useAnswer } from './useAnswer';
import { adoptNext, adoptWatch, inOrder, type View } from './view';

type Props = { view: View; onView: (view: View) => void };

export function Watches({ view, onView }: Props) {
  useEffect(() => void loadTeam(), []);
  const { answer, load, change } = useAnswer<Watch[]>(async () => {
    const found = await follow.watches(view.owner === 'all' ? {} : { owner: view.owner });
    return found.ok ? { ok: true, data: found.data.items } : found;
  }, view.owner);
  const members = typeof team.value === 'string' ? [] : team.value;
  const watched = (after: Watch) => change((all) => adoptWatch(all, after));
  const kept = (after: FollowUp) => {
    change((all) => adoptNext(all, after));
    // A promise that was kept has made the next one, and may have moved the watch a rung.
    if (after.state !== 'open') void load();
  };
  return (
    <>
      <div class="case-owner">
        <Select
          label={t('plan.whose')}
          value={view.owner}
          onChange={(owner) => onView({ ...view, owner })}
          options={[
            { value: 'me', label: t('plan.mine') },
            { value: 'all', label: t('work.anyone') },
            ...members
              .filter((member) => member.id !== user.value?.id)
              .map((member) => ({ value: member.id, label: member.name })),
          ]}
        />
      </div>
      {answer.kind === 'loading' ? <Skeleton lines={4} label={t('app.loading')} /> : null}
      {answer.kind === 'failed' ? <Failed onRetry={load} /> : null}
      {answer.kind === 'here' && answer.data.length === 0 ? (
        <Empty title={t('plan.watchEmpty')} more={t('plan.watchEmptyMore')} />
      ) : null}
      {answer.kind === 'here' && answer.data.length > 0 ? (
        <section class="case-part" aria-label={t('plan.watch')}>
          <p class="muted small">{tn('plan.watched', answer.data.length)}</p>
          <ul class="cases">
            {inOrder(answer.data).map((watch) => (
              <li key={watch.id}>
                <WatchCard watch={watch} onWatch={watched} onFollowUp={kept} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
