//! The doors of the house: a client comes in by phone and code, staff by login and password, with a second factor where they
//! have one; and the keys to them, given out by the owner as links that work once.
//!
//! **Keeps:** a stranger's phone gets the same answer as a client's; a phone never stands in an address;
//! whoever was sent to the door comes back to where they were going; nobody but their owner ever sees a password.
//! What the channels tell the house comes in here too, by a secret of the settings; and one press on the link of an advert ends adverts.
//! **Never:** leads to another site.

mod api;
mod client;
mod factor;
mod give;
mod hooks;
mod keys;
mod leave;
mod out;
mod staff;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
mod tokens;

use access::{GIVE_KEYS, KEEP_TOKENS, OWN_FACTOR};
use pages::{DOOR as FLOW, Gate, Routes, Web};
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    const LINK: Gate = Gate::Open("whoever was given the link; it works once");
    const DOOR: Gate = Gate::Open("a door: who comes is not known yet");
    const HOOK: Gate = Gate::Open("the channel, which brings the secret of the settings");
    const LINK_OF_MESSAGE: Gate = Gate::Open("leads to the reader's own page, which asks who they are");
    const LINK_OF_ADVERT: Gate = Gate::Open("whoever was given the link; it takes a consent back and shows nothing");
    let routes = Routes::new()
        .get("/sign-in", DOOR, client::get_phone)
        .post("/sign-in", DOOR, client::post_phone)
        .within(FLOW)
        .get("/sign-in/code", DOOR, client::get_code)
        .post("/sign-in/code", DOOR, client::post_code)
        .within(FLOW)
        .get("/sign-in/staff", DOOR, staff::get_staff)
        .post("/sign-in/staff", DOOR, staff::post_staff)
        .within(FLOW)
        .post("/sign-in/staff/code", DOOR, staff::post_staff_code)
        .within(FLOW)
        .get("/sign-in/factor", OWN_FACTOR, factor::get_factor)
        .post("/sign-in/factor", OWN_FACTOR, factor::post_factor)
        .post("/sign-in/factor/code", OWN_FACTOR, factor::post_code)
        .post("/sign-in/factor/drop", OWN_FACTOR, factor::post_drop)
        .get("/keys/{link}", LINK, keys::get_key)
        .within(FLOW)
        .post("/keys/{link}", LINK, keys::post_key)
        .within(FLOW)
        .get("/desk/keys", GIVE_KEYS, give::get_keys)
        .post("/desk/keys", GIVE_KEYS, give::post_hire)
        .post("/desk/keys/roles", GIVE_KEYS, give::post_roles)
        .post("/desk/keys/{person}", GIVE_KEYS, give::post_link)
        .get("/desk/tokens", KEEP_TOKENS, tokens::get_tokens)
        .post("/desk/tokens", KEEP_TOKENS, tokens::post_token)
        .post("/desk/tokens/{token}/revoke", KEEP_TOKENS, tokens::post_revoke)
        .post("/hooks/telegram", HOOK, hooks::post_telegram)
        .post("/hooks/max", HOOK, hooks::post_max)
        .post("/hooks/sms", HOOK, hooks::post_sms)
        .post("/hooks/sms/words", HOOK, hooks::post_sms_word)
        .get("/m/{link}", LINK_OF_MESSAGE, leave::get_message)
        .get("/leave/{link}", LINK_OF_ADVERT, leave::get_leave)
        .post("/leave/{link}", LINK_OF_ADVERT, leave::post_leave)
        .post("/sign-out", Gate::Open("ends the session of whoever asks"), out::post_sign_out)
        .api(DOOR, routes!(api::open_session))
        .within(FLOW);
    Web::new("households-web", include_str!("../ru.ftl"), include_str!("../en.ftl"))
        .routes(routes)
        .rail_of(95, "/desk/keys", "households-rail-keys", 'x', GIVE_KEYS)
        .rail_of(96, "/desk/tokens", "households-rail-tokens", 't', KEEP_TOKENS)
}
