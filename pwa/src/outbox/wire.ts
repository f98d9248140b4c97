/// The sender's real wire: tokens and HTTP. The worker uses it as well as the page.
import { exchange } from '../api/http';
import { access, heldToken } from '../api/token';
import type { Wire } from './sender';

export const httpWire: Wire = {
  async token(account, fresh) {
    const found = await access(fresh ? heldToken() : undefined);
    if (found.kind !== 'token') return found;
    // Someone else is signed in on this phone: nothing of this account may go out under that name.
    return found.user.id === account ? { kind: 'token', token: found.token } : { kind: 'ended' };
  },
  post: (token, ratings) => exchange({ method: 'POST', path: '/api/ratings', token, body: { ratings } }),
  now: () => new Date(),
};
