/// What a run uses of the app: everything between the finger and the wire, and the worker's sender. Built as one script
/// (`bundle.ts`), it lives once in each page of a simulated phone.
export { api } from '../src/api/client';
export { correctable } from '../src/areas/aide/correctable';
export { correctionOf } from '../src/areas/aide/correction';
export { blank } from '../src/areas/aide/RatingForm/blank';
export { entries, flush, outboxState, retry, save } from '../src/outbox/outbox';
export { atSaving, toRating } from '../src/outbox/rating';
export { getDraft, putDraft } from '../src/outbox/store';
export { uuid7 } from '../src/outbox/uuid7';
export { ended, enter, leave, restore, user } from '../src/session/session';
export { sendFromWorker } from '../src/sw/send';
