//! A scene for the stories that look at all routes: one of everything in the house, and everybody who may ask for it.

use crate::City;
use access::{Actor, Role, staff_login};
use butler::{NewLogin, add_login};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is asked for, by the word in the route's path.
pub(crate) struct Samples(pub(crate) BTreeMap<&'static str, String>);

impl Samples {
    /// `/my/visits/{id}` asks for a visit, `/quotes/{quote}` for a quote.
    pub(crate) fn fill(&self, template: &str) -> (String, bool) {
        let (mut path, mut before, mut hers) = (String::new(), "", false);
        for part in template.split_inclusive(['/', '=']) {
            let word = part.trim_end_matches(['/', '=']);
            if let Some(name) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
                let name = if name == "id" { before.trim_end_matches('s') } else { name.trim_start_matches('*') };
                path += self.0.get(name).unwrap_or_else(|| panic!("{template}: no sample of {name:?}: say one in access.rs"));
                path += &part[word.len()..];
                hers |= !matches!(name, "code" | "path" | "link" | "upload");
            } else {
                path += part;
                before = word;
            }
        }
        (path, hers)
    }
}

/// One of everything, all of it Anna's, and everybody.
pub(crate) struct Scene {
    pub(crate) samples: Samples,
    pub(crate) everybody: [(&'static str, Actor); 8],
    pub(crate) annas: Uuid,
    pub(crate) crew: Vec<Uuid>,
}

/// Sets the scene in a fresh city.
#[expect(clippy::too_many_lines, reason = "one list of samples")]
pub(crate) async fn scene(city: &City) -> Scene {
    let owner = NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
    let owner = Actor::Staff(add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap().uuid(), Role::Owner);
    let vera = city.visitor().books("Вера", "+79215550123").await;
    city.clock("2026-03-02 10:30:00");
    vera.done_unsent("2026-03-02 10:30:00").await;
    vera.client.form(&format!("/my/visits/{}/answer", vera.visit), &[("words", "Пыль")]).await.expect(303);
    let quote = city.visitor().quote(false).await;
    let start = city.visitor().times(&quote).await[3]["start"].clone();
    let hold = city.visitor().hold(&quote, &start).await.expect(201).json();
    let request = city.visitor().ask(&hold, "Ирина", "+79215550122").await.expect(201).json();
    city.visitor().books("Борис", "+79215550121").await;
    let case = city.staff("tatiana").await.first_case().await;
    let anna = city.visitor().books("Анна", "+79215550120").await;
    let visit: visits::VisitId = anna.visit.parse().unwrap();
    let ask = scheduling::ask_of(&city.app.read().await.unwrap(), visit.uuid()).await.unwrap().unwrap();
    let free = scheduling::times_to_move(&city.app, visit.uuid(), &ask).await.unwrap();
    let offer = notices::offer_times(&city.app, &Actor::House, visit, notices::Why::Illness, [free[20].start, free[60].start]).await.unwrap();
    let db = city.app.read().await.unwrap();
    let client = |phone: &str| values::Phone::parse(phone).unwrap();
    let annas = households::client_by_phone(&db, &client("+79215550120")).await.unwrap().unwrap().uuid();
    // Nobody has ever come to Gleb: whoever comes to Anna is a stranger to him.
    let glebs = client("+79215550125");
    let gleb = city.app.write(&Actor::House, move |tx| {
        let phone = glebs.clone();
        async move { households::welcome(&tx, "Глеб", &households::Door::Phone(phone), values::Lang::Ru).await }
    });
    let gleb = gleb.await.unwrap().into_inner().uuid();
    let crew: Vec<Uuid> = anna.seen().await["crew"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect();
    let mut others = Vec::new();
    for login in ["olga", "marina", "irina", "svetlana"] {
        let person = staff_login(&db, login).await.unwrap().unwrap().person;
        others.extend((!crew.contains(&person)).then_some(person));
    }
    let manager = staff_login(&db, "tatiana").await.unwrap().unwrap().person;
    let raw =
        households::RawMember { name: "Пётр".to_owned(), phone: "+79215550124".to_owned(), kin: "assistant".to_owned(), rights: vec!["order".to_owned()] };
    let helper = households::invite(&city.app, &Actor::Client(annas), annas.into(), &raw).await.unwrap();
    let helper = access::acting(&db, helper.uuid()).await.unwrap().unwrap();
    let everybody = [
        ("visitor", Actor::Visitor),
        ("client", Actor::Client(annas)),
        ("orders", Actor::Member(helper)),
        ("other", Actor::Client(gleb)),
        ("crew", Actor::Staff(crew[0], Role::Cleaner)),
        ("cleaner", Actor::Staff(others[0], Role::Cleaner)),
        ("manager", Actor::Staff(manager, Role::Manager)),
        ("owner", owner),
    ];
    let incident = crate::incidents::of_visit(city, incidents::Kind::HouseMoves, visit).await;
    // A photo of Anna's hall, the portrait of one who comes, a stage of hers: for the routes that show them.
    let photo = crate::work::photo_of_the_hall(city, &anna).await;
    portraits(city, [crew[0], manager]).await;
    // A stage for a service that nobody has asked for: it is taken back, and no visit is left without whoever may come.
    let kind = people::StageKind::ALL.into_iter().find(|kind| kind.is_per_service()).unwrap();
    let trained = people::PassStage {
        person: crew[0].into(),
        kind,
        service: Some("windows".to_owned()),
        passed_at: None,
        until: None,
        evidence: "архив, дело 2".to_owned(),
    };
    let bills = bills(city, visit, annas).await;
    city.settle().await;
    let message = messaging::read_by(&city.app.read().await.unwrap(), annas, None, 1).await.unwrap().remove(0).id;
    let stage = people::pass_stage(&city.app, &Actor::House, &trained).await.unwrap().into_inner();
    let raw = concierge::RawRequest { name: "Инна".to_owned(), reach: "+79215550126".to_owned(), words: "Цветы".to_owned(), ..Default::default() };
    let waiting = concierge::make_request(&city.app, &Actor::Visitor, &raw, values::Lang::Ru).await.unwrap().into_inner();
    let mark = concepts(city, waiting).await;
    let (about, reach) = ("transfer".to_owned(), "+79215550120".to_owned());
    let raw = concierge::RawRequest { about, name: "Анна".to_owned(), reach, words: "Отвезти в Пулково".to_owned() };
    let journey = concierge::make_request(&city.app, &Actor::Visitor, &raw, values::Lang::Ru).await.unwrap().into_inner();
    let proposal = proposed(city, annas).await;
    let weekly = weekly(city, visit, annas).await;
    let supplied = supplied(city).await;
    let carried = carried_out(city).await;
    let mut samples = BTreeMap::from([
        ("visit", anna.visit.clone()),
        ("photo", photo),
        ("person", crew[0].to_string()),
        ("stage", stage.to_string()),
        ("room", "visits".to_owned()),
        ("waiting", waiting.to_string()),
        ("journey", journey.to_string()),
        ("seen", gone(city, annas).await),
        ("stranger", stranger(city).await),
        ("mark", mark),
        ("never", never(city, annas).await),
        ("declined", Uuid::nil().to_string()),
        ("question", question(city, waiting).await),
        ("proposal", proposal.to_string()),
        ("proposed", messaging::proposal_token(&city.app, proposal, city.app.now())),
        ("token", token(city, manager).await),
        ("incident", incident.to_string()),
        ("kind", "guarantee-closed".to_owned()),
        ("client", annas.to_string()),
        ("complaint", anna.visit.clone()),
        ("offer", offer.to_string()),
        ("message", message.to_string()),
        ("case", case.rsplit('/').next().unwrap().to_owned()),
        ("quote", quote["id"].as_str().unwrap().to_owned()),
        ("hold", hold["id"].as_str().unwrap().to_owned()),
        ("request", request["id"].as_str().unwrap().to_owned()),
        ("booking", request["id"].as_str().unwrap().to_owned()),
        ("code", "regular".to_owned()),
        ("task", "travel".to_owned()),
        ("file", "brand.toml".to_owned()),
        ("version", "1".to_owned()),
        ("upload", Uuid::from_u128(7).to_string()),
        ("path", "none.css".to_owned()),
        ("link", "none".to_owned()),
    ]);
    samples.extend(bills);
    samples.extend(weekly);
    samples.extend(supplied);
    samples.extend(phone_calls(city, waiting, manager).await);
    let photo = messaging::Attached { name: "кухня.jpg".to_owned(), content: crate::work::brighter_jpeg() };
    let said = conversations::say_on_site_with(&city.app, &Actor::Visitor, None, "Сколько стоит?", "/services", &[photo]).await.unwrap();
    let talk = conversations::my_site_talk(&city.app.read().await.unwrap(), said.talk).await.unwrap().unwrap();
    samples.insert("sent", talk.said[0].files[0].file.to_string());
    samples.insert("chat", messaging::site_talk_token(&city.app, said.talk.uuid(), city.app.now()));
    samples.insert("site_talk", said.talk.to_string());
    samples.extend(mailed(city, annas).await);
    samples.extend(carried);
    Scene { samples: Samples(samples), everybody, annas, crew }
}

/// A supplier with a stage for nothing that is asked of them yet, a job of theirs, and the mark of another's link.
async fn supplied(city: &City) -> [(&'static str, String); 4] {
    let cook = crate::suppliers::vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
    let (app, house) = (&city.app, Actor::House);
    let job = suppliers::ask_job(app, &house, cook, &crate::suppliers::dinner(city)).await.unwrap();
    let asked = suppliers::ask_job(app, &house, cook, &crate::suppliers::dinner(city)).await.unwrap();
    let spare = suppliers::PassVetting {
        supplier: cook,
        kind: suppliers::VettingKind::Check,
        passed_at: None,
        until: Some(app.now() + jiff::SignedDuration::from_hours(24)),
        evidence: "папка 4".to_owned(),
    };
    let vetting = suppliers::pass_vetting(app, &house, &spare).await.unwrap().into_inner();
    let mark = messaging::job_token(app, asked.uuid(), app.now() + jiff::SignedDuration::from_hours(72));
    [("supplier", cook.to_string()), ("vetting", vetting.to_string()), ("job", job.to_string()), ("asked", mark)]
}

/// A photo of what went along on a journey of Anna's.
async fn gone(city: &City, client: Uuid) -> String {
    let (about, reach) = ("transfer".to_owned(), "+79215550120".to_owned());
    let raw = concierge::RawRequest { about, name: "Анна".to_owned(), reach, words: "Встретить в Пулкове".to_owned() };
    let journey = concierge::make_request(&city.app, &Actor::Visitor, &raw, values::Lang::Ru).await.unwrap().into_inner();
    let child = households::RawMemory { kind: "child".to_owned(), name: "Ива".to_owned(), born: "2018-03-04".to_owned(), ..Default::default() };
    crate::declined::tells(city, client.into(), child).await;
    let water = std::iter::once(households::Doing::Water).collect();
    let told = concierge::RawWent {
        day: city.app.now().day(), kept: water, evidence: Some(concierge::Evidence::Note), words: "Сказал водитель".to_owned()
    };
    concierge::tell_along(&city.app, &Actor::House, journey, &told).await.unwrap();
    let photo = concierge::along_photo_of(crate::work::grey_jpeg()).await.unwrap();
    concierge::show_along(&city.app, &Actor::House, journey, &std::sync::Arc::new(photo)).await.unwrap().into_inner().to_string()
}

/// A plan of Anna's: money that was agreed to and spent, an ask that waits, the mark of another one's link, a photo, and another one that was brought by
/// the link of a job.
async fn carried_out(city: &City) -> [(&'static str, String); 9] {
    use projects::{RawMoney, RawPlan, Receipt, Spent};
    let (app, house) = (&city.app, Actor::House);
    let raw =
        RawPlan { phone: "+79215550120".to_owned(), title: "Переезд".to_owned(), from: "1000".to_owned(), to: "2000".to_owned(), ..RawPlan::default() };
    let plan = projects::begin_plan(app, &house, &raw).await.unwrap();
    let step =
        projects::RawTask {
            title: "Упаковать".to_owned(), starts: "2026-03-10T10:00".to_owned(), ends: "2026-03-10T12:00".to_owned(), ..Default::default()
        };
    let step = projects::put_task(app, &house, plan, 1, None, &step).await.unwrap();
    let reached = projects::RawMilestone { title: "Упаковано".to_owned(), tasks: vec![step], once: None };
    let milestone = projects::set_milestone(app, &house, plan, &reached).await.unwrap().into_inner();
    let money = |amount: &str| RawMoney { amount: amount.to_owned(), what: "Коробки".to_owned(), ..RawMoney::default() };
    let agreed = projects::ask_approval(app, &house, plan, None, &money("1000")).await.unwrap().into_inner();
    projects::answer_by_link(app, &Actor::Visitor, agreed, true).await.unwrap();
    let picture = crate::projects::picture();
    let receipt: std::sync::Arc<Receipt> = std::sync::Arc::new(projects::receipt_of(picture.clone()).unwrap());
    let Spent::Kept(expense) = projects::spend(app, &house, plan, &money("500"), &receipt).await.unwrap() else { panic!("agreed to") };
    let approval = projects::ask_approval(app, &house, plan, None, &money("700")).await.unwrap().into_inner();
    let by_link = projects::ask_approval(app, &house, plan, None, &money("800")).await.unwrap().into_inner();
    let photo = std::sync::Arc::new(projects::photo_of(picture).await.unwrap());
    let photo = projects::add_photo(app, &house, plan, projects::NewPhoto::default(), &photo).await.unwrap();
    let consent = messaging::approval_token(app, by_link.uuid(), app.now());
    let (taken, shot) = brought(city, plan).await;
    [
        ("taken", taken),
        ("shot", shot),
        ("plan", plan.to_string()),
        ("expense", expense.to_string()),
        ("approval", approval.to_string()),
        ("consent", consent),
        ("picture", photo.to_string()),
        ("step", step.to_string()),
        ("milestone", milestone.to_string()),
    ]
}

/// Another task of a plan, taken by a supplier, with a photo that they have brought: the mark of their link, and the photo.
async fn brought(city: &City, plan: projects::PlanId) -> (String, String) {
    let (app, house) = (&city.app, Actor::House);
    let over = projects::plan(app, &house, plan).await.unwrap().unwrap().plan.version;
    let raw =
        projects::RawTask {
            title: "Повесить".to_owned(), starts: "2026-03-11T10:00".to_owned(), ends: "2026-03-11T12:00".to_owned(), ..Default::default()
        };
    let task = projects::put_task(app, &house, plan, over, None, &raw).await.unwrap();
    let handyman = crate::suppliers::vetted(city, "handyman", "Семён Гвоздев", "semyon@example.org").await;
    let raw = projects::RawEngage { price: "4500".to_owned(), brief: "Полки".to_owned(), once: None };
    let job = projects::give_task(app, &house, task, handyman, &raw).await.unwrap().into_inner();
    suppliers::answer_job(app, &house, job, true).await.unwrap();
    let photos = std::sync::Arc::new(projects::brought_of(vec![crate::projects::picture()]).await.unwrap());
    let shot = projects::bring_photos(app, &Actor::Visitor, job, &projects::RawBrought::default(), &photos).await.unwrap().into_inner();
    (messaging::job_token(app, job.uuid(), app.now() + jiff::SignedDuration::from_hours(72)), shot.to_string())
}

/// A token of a program of the manager's: its id.
async fn token(city: &City, manager: Uuid) -> String {
    let raw = access::NewToken { id: Uuid::from_u128(77), name: "Табло".to_owned(), scopes: vec!["visits:read".to_owned()], days: 30 };
    let open = [access::Scope::parse("visits:read").unwrap()].into();
    access::make_token(&city.app, &Actor::Staff(manager, Role::Manager), &raw, &open).await.unwrap();
    raw.id.to_string()
}

/// Another request, with two ways that were sent to choose from: the mark of their link. The first one is a first contact still.
/// Something thought of ahead for this client, and sent to them.
async fn proposed(city: &City, client: Uuid) -> Uuid {
    let raw = |kind: &str, what: &str, on: &str, text: &str| households::RawMemory {
        kind: kind.to_owned(),
        what: what.to_owned(),
        on: on.to_owned(),
        name: text.to_owned(),
        text: text.to_owned(),
        ..Default::default()
    };
    for raw in [raw("date", "birthday", "1985-03-08", "Ольга"), raw("taste", "flowers", "", "белые пионы"), raw("taste", "coffee", "", "Кения")]
    {
        households::remember(&city.app, &Actor::House, client.into(), None, &raw, households::Source::Call).await.unwrap();
    }
    care::look_ahead_now(&city.app).await.unwrap();
    let proposal = care::desk(&city.app, &Actor::House, None).await.unwrap().prepared.remove(0).0.id;
    care::send(&city.app, &Actor::House, proposal).await.unwrap();
    proposal.uuid()
}

/// Something that Anna never wants proposed again.
async fn never(city: &City, client: Uuid) -> String {
    let said = async |tx: db::Tx| {
        let id: Uuid = tx.id();
        let query = "INSERT INTO care_nevers (id, subject, plan, at, by_actor) VALUES ($1, $2, 'none', 1, 'client')";
        db::sql::run(&tx, query, vec![id.into(), client.into()]).await.map(|_| id)
    };
    city.app.write(&Actor::House, said).await.unwrap().to_string()
}

/// The mark of the open question after what somebody asked for.
async fn question(city: &City, request: concierge::RequestId) -> String {
    let asked = async |tx: db::Tx| aftercare::ask_after(&tx, aftercare::WorkId::from(request.uuid()), None).await;
    city.app.write(&Actor::House, asked).await.unwrap();
    messaging::question_token(&city.app, request.uuid(), city.app.now())
}

async fn concepts(city: &City, waiting: concierge::RequestId) -> String {
    let raw =
        concierge::RawRequest { name: "Яна".to_owned(), reach: "yana@example.org".to_owned(), words: "Подарок".to_owned(), ..Default::default() };
    let asked = concierge::make_request(&city.app, &Actor::Visitor, &raw, values::Lang::Ru).await.unwrap().into_inner();
    assert_ne!(asked, waiting);
    let way = |title: &str| concierge::RawConcept {
        title: title.to_owned(),
        text: "Как это будет".to_owned(),
        from: "1000".to_owned(),
        to: "2000".to_owned(),
        ..Default::default()
    };
    for title in ["Вещь на годы", "День вдвоём"] {
        concierge::put_concept(&city.app, &Actor::House, asked, None, None, &way(title)).await.unwrap();
    }
    concierge::offer(&city.app, &Actor::House, asked, None, "").await.unwrap();
    messaging::concepts_token(&city.app, asked.uuid(), city.app.now())
}

/// A change that waits for the client's answer, their invoice, a payment of which something is free, and its receipt.
async fn bills(city: &City, visit: visits::VisitId, client: Uuid) -> [(&'static str, String); 4] {
    let change = billing::propose_change(&city.app, &Actor::House, visit, "Ещё и балкон", "500").await.unwrap().id;
    let invoice = billing::issue_early(&city.app, &Actor::Client(client), visit).await.unwrap().into_inner();
    let raw =
        billing::RawPayment { way: "cash".to_owned(), amount: (invoice.total + values::Money::roubles(100)).plain(), day: city.app.now().day().to_string() };
    let payment: billing::PaymentId = city.app.fresh_id().into();
    billing::take_payment(&city.app, &Actor::House, payment, invoice.id, &raw).await.unwrap();
    let receipt = billing::receipts_due(&city.app.read().await.unwrap(), &Actor::House, None, 1).await.unwrap().remove(0).due().id;
    [("change", change.to_string()), ("invoice", invoice.id.to_string()), ("payment", payment.to_string()), ("receipt", receipt.to_string())]
}

/// The same visit every week, and the link of a calendar.
async fn weekly(city: &City, visit: visits::VisitId, client: Uuid) -> [(&'static str, String); 3] {
    let rhythm = series::Rhythm::of_price(pricing::Rhythm::Weekly, city.app.now().day()).unwrap();
    let begin = series::Begin { rhythm, at: jiff::civil::time(12, 0, 0, 0), holidays: None };
    let weekly = series::begin_preview(&city.app, &Actor::House, visit, &begin).await.unwrap();
    let weekly = series::begin(&city.app, &Actor::House, visit, &begin, weekly.total).await.unwrap().into_inner();
    let calendar = series::make_calendar_link(&city.app, &Actor::House, series::Reader::Client(client.into())).await.unwrap();
    [("series", weekly.to_string()), ("day", "2026-03-09".to_owned()), ("calendar", calendar.rsplit('/').next().unwrap().to_owned())]
}

/// What somebody wrote to the bot whom nobody knows.
/// A mail of Anna's with a picture in it: its entry, and the file.
async fn mailed(city: &City, client: Uuid) -> [(&'static str, String); 2] {
    let to = vec![format!("dom+{}@example.org", messaging::reply_mark(&city.app, client))];
    let attached = vec![messaging::Attached { name: "hall.png".to_owned(), content: crate::projects::picture() }];
    let mail = messaging::Mail { to, attached, ..messaging::Mail::read(b"From: a@b.example\nMessage-ID: <m@b>\n\nLook") };
    let place = conversations::MailPlace { mailbox: "scene".to_owned(), validity: 1, uid: 1 };
    conversations::hear_mail(&city.app, &place, &mail, None).await.unwrap();
    let db = city.app.read().await.unwrap();
    let entries = conversations::entries(&db, &Actor::House, client.into(), conversations::Asked::Desk, None, 50).await.unwrap();
    let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    let (entry, enclosed) = conversations::enclosed(&db, &Actor::House, client.into(), &ids).await.unwrap().into_iter().next().unwrap();
    let (file, _) = enclosed[0].file.unwrap();
    [("entry", entry.to_string()), ("enclosed", file.to_string())]
}

async fn stranger(city: &City) -> String {
    let heard = conversations::Heard {
        channel: messaging::Channel::Telegram,
        address: "777".to_owned(),
        name: "Пётр".to_owned(),
        handle: "petr".to_owned(),
        external: "777:1".to_owned(),
        words: "Кто вы?".to_owned(),
        sent_at: city.app.now(),
        seq: 1,
        files: Vec::new(),
    };
    conversations::hear(&city.app, &heard).await.unwrap();
    conversations::strangers(&city.app, &Actor::House, None, 1).await.unwrap().remove(0).id.to_string()
}

/// Their faces, for the routes that show them.
async fn portraits(city: &City, whose: [Uuid; 2]) {
    let portrait = std::sync::Arc::new(people::portrait_of(crate::work::grey_jpeg()).await.unwrap());
    for person in whose {
        people::set_portrait(&city.app, &Actor::House, person.into(), &portrait).await.unwrap();
    }
}

/// A call that nobody took, whom to call back, and an appointment.
async fn phone_calls(city: &City, waiting: concierge::RequestId, manager: Uuid) -> [(&'static str, String); 3] {
    let told = calls::Told {
        provider: calls::Provider::Plain,
        external: "scene".to_owned(),
        direction: calls::Direction::In,
        phone: values::Phone::parse("+79215550126").ok(),
        page: "/requests/travel".to_owned(),
        event: calls::Event::Ended(Some(false)),
        at: city.app.now(),
    };
    let call = calls::hear(&city.app, &told).await.unwrap().into_inner();
    let task = calls::open_tasks(&city.app, &Actor::House, None, 1).await.unwrap().remove(0).id;
    let at = calls::RawMeeting { at: "2026-03-04T15:00".to_owned() };
    let meeting = calls::meet(&city.app, &Actor::Staff(manager, Role::Manager), calls::With::Request(waiting), &at).await.unwrap().into_inner();
    [("call", call.to_string()), ("recall", task.to_string()), ("meeting", meeting.to_string())]
}
