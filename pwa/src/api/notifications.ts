/// When and how one is told: shapes and calls of `areas/notifications`.
import { authorised } from './authorised';
import type { components } from './schema';

type S = components['schemas'];

export type Preferences = S['NotificationsView'];
export type Device = S['DeviceView'];

export const notificationsApi = {
  read: () => authorised<Preferences>('GET', '/api/notifications'),
  save: ({ effective, locked, ...body }: Preferences) =>
    authorised<Preferences>('PUT', '/api/notifications', body),
  devices: () => authorised<S['Devices']>('GET', '/api/push/devices'),
  removeDevice: (id: string) => authorised<void>('DELETE', `/api/push/devices/${id}`),
  test: () => authorised<S['TestSent']>('POST', '/api/push/test'),
};
