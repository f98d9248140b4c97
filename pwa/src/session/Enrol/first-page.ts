import type { Role } from '../../api/types';

/// An aide begins with a visit that does not count.
export const firstPage = (role: Role): string => (role === 'aide' ? '/essai' : '/');
