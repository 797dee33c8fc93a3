//! The client's page of their manager, and the desk's inbox: each conversation whole, by whatever channel it came.
//!
//! **Keeps:** a client sees what was said to them, never what was noted; what is sent carries what was seen, and is shown again with what
//! came meanwhile; every form works without JavaScript.
//! **Never:** queries, or decides who may write.

mod api;
mod chat;
mod chat_api;
mod desk_chat;
mod desk_talk;
mod found;
mod inbox;
mod live;
mod mails;
mod managers;
mod managers_api;
mod said;
mod talk;
#[cfg(test)]
mod tests;

pub use inbox::signed;
pub use said::place_words;
pub use talk::ManagerView;

use conversations::{ANSWER, KEEP_MANAGERS, WRITE, WRITE_SITE};
use pages::{Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/my/talk", WRITE, talk::get_talk)
        .upload("/my/talk", WRITE, talk::MOST, talk::post_talk)
        .get("/my/talk/face", WRITE, talk::get_face)
        .get("/my/talk/files/{enclosed}", WRITE, mails::get_my_file)
        .get("/my/talk/live", WRITE, live::get_live)
        .get("/desk/inbox", ANSWER, inbox::get_inbox)
        .get("/desk/inbox/strangers", ANSWER, inbox::get_strangers)
        .post("/desk/inbox/strangers/{stranger}", ANSWER, inbox::post_stranger)
        .get("/desk/inbox/{client}", ANSWER, desk_talk::get_talk)
        .get("/desk/inbox/{client}/mails/{entry}", ANSWER, mails::get_mail)
        .get("/desk/inbox/{client}/files/{enclosed}", ANSWER, mails::get_file)
        .upload("/desk/inbox/{client}/send", ANSWER, talk::MOST, desk_talk::post_send)
        .post("/desk/inbox/{client}/draft", ANSWER, desk_talk::post_draft)
        .post("/desk/inbox/{client}/fill", ANSWER, desk_talk::post_fill)
        .post("/desk/inbox/{client}/note", ANSWER, desk_talk::post_note)
        .post("/desk/inbox/{client}/take", ANSWER, desk_talk::post_take)
        .post("/desk/inbox/{client}/back", ANSWER, desk_talk::post_back)
        .post("/desk/inbox/{client}/resolve", ANSWER, desk_talk::post_resolve)
        .post("/desk/inbox/{client}/snooze", ANSWER, desk_talk::post_snooze)
        .post("/desk/inbox/{client}/manager", KEEP_MANAGERS, desk_talk::post_manager)
        .get("/desk/managers", KEEP_MANAGERS, managers::get_managers)
        .post("/desk/managers/{person}", KEEP_MANAGERS, managers::post_hours)
        .post("/desk/managers/{person}/away", KEEP_MANAGERS, managers::post_away)
        .post("/desk/managers/{person}/back", KEEP_MANAGERS, managers::post_back)
        .get("/chat", WRITE_SITE, chat::get_new)
        .upload("/chat", WRITE_SITE, talk::MOST, chat::post_new)
        .get("/chat/{chat}", WRITE_SITE, chat::get_chat)
        .upload("/chat/{chat}", WRITE_SITE, talk::MOST, chat::post_chat)
        .get("/chat/{chat}/files/{sent}", WRITE_SITE, chat::get_file)
        .post("/chat/{chat}/reach", WRITE_SITE, chat::post_reach)
        .post("/chat/{chat}/shown", WRITE_SITE, chat::post_shown)
        .get("/chat/{chat}/live", WRITE_SITE, chat::get_live)
        .get("/desk/chats", ANSWER, desk_chat::get_chats)
        .get("/desk/chats/{site_talk}", ANSWER, desk_chat::get_chat)
        .post("/desk/chats/{site_talk}", ANSWER, desk_chat::post_chat)
        .get("/desk/chats/{site_talk}/files/{sent}", ANSWER, desk_chat::get_file)
        .post("/desk/chats/{site_talk}/close", ANSWER, desk_chat::post_close)
        .merge(chat_api::routes())
        .merge(managers_api::routes())
        .merge(api::routes());
    Web::new("conversations-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(12, "/desk/inbox", "conversations-rail", 'w').rail(
        94,
        "/desk/managers",
        "conversations-rail-managers",
        'h',
    )
}
