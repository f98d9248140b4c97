/// Somebody saved other settings meanwhile. Pure.
import type { Settings } from '../../api/settings';
import { merge } from '../../ui/merge';

/// Where I changed something, mine; elsewhere theirs, and their version: saving it again keeps both.
export function merged(before: Settings, mine: Settings, theirs: Settings): Settings {
  return {
    ...merge(before, mine, theirs),
    working_time: merge(before.working_time, mine.working_time, theirs.working_time),
    notifications: merge(before.notifications, mine.notifications, theirs.notifications),
    version: theirs.version,
  };
}
