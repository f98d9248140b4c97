/// Addresses under our own name that the server answers itself: the worker never puts the app's page in their place. To add one that a
/// browser may open: a line here.
export const SERVER_ADDRESSES: readonly RegExp[] = [
  /^\/api\//,
  /^\/(healthz|readyz|metrics)$/,
  // The planner as a calendar, for other programs.
  /^\/calendrier\//,
];
