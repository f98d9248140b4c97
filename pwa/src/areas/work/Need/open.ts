/// Opens the form for a need, from the queue or from a person's file.
import { signal } from '@preact/signals';
import type { Named } from '../../../api/types';

/// `person`: given where the form is opened from their file.
export const needOpen = signal<{ person: Named | null } | null>(null);

export function reportNeed(person: Named | null = null): void {
  needOpen.value = { person };
}
