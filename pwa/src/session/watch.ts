/// Who one is and for whom one stands in changes while a page stays open for days: it is asked again when the page comes to the front,
/// and at this pace while it is there.
import { refreshMe, user } from './session';

const LOOK_MS = 5 * 60_000;

export function watchMe(): void {
  const look = () => {
    if (document.visibilityState === 'visible' && user.value) void refreshMe();
  };
  document.addEventListener('visibilitychange', look);
  setInterval(look, LOOK_MS);
}
