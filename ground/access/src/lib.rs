//! Who is asking, and may they.
//!
//! **Keeps:** a session is known by the hash of its token; a staff password by its argon2id hash; a code by
//! phone has six digits, five tries and ten minutes; every look at a client's data is recorded.
//! **Never:** knows a name or a phone: an identity is a keyed hash and a subject. Business acts and what
//! they are done to are declared by the rooms ([`Act`], [`Resource`]).

mod acting;
mod acts;
mod asker;
mod codes;
mod doors;
mod factors;
mod limits;
mod looks;
mod migrations;
mod passwords;
mod replays;
mod sessions;
mod set_aside;
mod tickets;
mod tokens;
mod turns;

pub use acting::{Acting, Right, Rights, acting, acting_for, let_act, stop_acting};
pub use acts::{Act, Actor, Denied, Grant, Permit, Resource, Role};
pub use asker::{asked_from, network_of};
pub use codes::{CODE_MINUTES, CodeId, WrongCode, check_code, code_text, count_try, issue_code, link_key, link_stands};
pub use doors::{KeyGiven, LEAST_PASSWORD, OpenDoor, PasswordChosen, check_door, close_door, first_owner_link, give_link, has_door, has_owner, open_door};
pub use factors::{
    Entered, Factor, FactorSecret, GIVE_KEYS, OWN_FACTOR, SetFactor, begin_own_factor, confirm_own_factor, drop_own_factor, enrolling, enter, enter_with_code,
    factor, is_required, require_factor,
};
pub use limits::{Limit, Limited, take, take_apart};
pub use looks::{Look, look, look_anew, look_many, looked_since, looks_at};
pub use migrations::migrations;
pub use passwords::{Login, NotSignedIn, check_password, login_of, set_login, staff_login};
pub use replays::{Begun, begin_replay, drop_replay, finish_replay};
pub use sessions::{Token, close_session, close_sessions_of, open_session, session};
pub use set_aside::{MIND_TASKS, MindTask, TaskDropped, TaskRetried, drop_task, retry_task};
pub use tickets::{Purpose, Ticket, ticket};
pub use tokens::{
    Bearer, KEEP_TOKENS, KeepToken, KeptToken, NewToken, Scope, TOKEN_DAYS, TOKEN_MARK, TokenMade, TokenRevoked, bearer, make_token, revoke_token, tokens,
};
pub use turns::{take_turn, turns};
