/// Called when the area is left, for the door: nothing of one person's work waits for the next one at this desk. What was typed stays
/// for whom it is (`Detail/drafts.ts`).
import { stopLive } from './live';
import { needOpen } from './Need/open';
import { clearSelection } from './selection';
import { team } from './team';
import { views } from './views';

export function leaveWork(): void {
  stopLive();
  clearSelection();
  needOpen.value = null;
  team.value = 'loading';
  views.value = null;
}
