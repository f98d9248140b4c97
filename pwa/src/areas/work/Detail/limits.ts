/// The server's own limits on texts, in characters.
export const HANDOVER_MAX = 2000;
export const ACTION_MAX = 2000;
export const AGREED_BY_MAX = 120;
export const FOLLOW_UP_MAX = 500;
export const NEED_MAX = 300;
