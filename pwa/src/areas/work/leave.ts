/// Called when the area is left, by signing out: nothing of one person's work waits for the next one at this desk.
import { forgetDrafts } from './Detail/drafts';
import { stopLive } from './live';
import { needOpen } from './Need/open';
import { clearSelection } from './selection';
import { team } from './team';
import { views } from './views';

export function leaveWork(): void {
  stopLive();
  forgetDrafts();
  clearSelection();
  needOpen.value = null;
  team.value = 'loading';
  views.value = null;
}
