//! Suppliers: whoever the house sends beside its own people is vetted like them, and reads the standard before each job.

use crate::City;
use ::access::Actor;
use ::suppliers::{JobDone, JobWithdrawn, PassVetting, RawJob, RawSupplier, SupplierId, VettingKind};
use db::{DbError, sql};
use jiff::SignedDuration;
use journal::Fact;
use uuid::Uuid;
use values::Explain as _;

/// A supplier of a kind with all of their stages.
pub(crate) async fn vetted(city: &City, kind: &str, name: &str, reach: &str) -> SupplierId {
    let raw = RawSupplier { kind: kind.to_owned(), form: "person".to_owned(), name: name.to_owned(), person: String::new(), reach: reach.to_owned() };
    let supplier = ::suppliers::take_on(&city.app, &Actor::House, &raw).await.unwrap().into_inner();
    for kind in VettingKind::ALL {
        let ask = PassVetting { supplier, kind, passed_at: None, until: None, evidence: "папка 3".to_owned() };
        ::suppliers::pass_vetting(&city.app, &Actor::House, &ask).await.unwrap();
    }
    supplier
}

/// A job of some hours that begins in two days.
pub(crate) fn dinner(city: &City) -> RawJob {
    let start = city.app.now() + SignedDuration::from_hours(48);
    let end = Some(start + SignedDuration::from_hours(5));
    RawJob { about: None, start: Some(start), end, price: "18 000".to_owned(), brief: "Ужин на шестерых, Таврическая 5".to_owned() }
}

async fn facts<F: Fact>(city: &City, about: Uuid) -> usize {
    let entries = journal::timeline(&city.app.read().await.unwrap(), about, None, 100).await.unwrap();
    entries.iter().filter(|entry| entry.kind == F::KIND).count()
}

crate::stories! {
    async fn a_supplier_passes_three_stages_before_the_first_job(city: City) {
        let desk = city.staff("tatiana").await;
        let empty = desk.get("/desk/suppliers").await.expect(200).text;
        assert!(empty.contains("Здесь пока никого"), "{empty}");
        let kept = desk.form("/desk/suppliers", &[("kind", "cook"), ("form", "person"), ("name", "Илья Поваров"), ("reach", "📞")]).await.expect(422).text;
        assert!(kept.contains("Илья Поваров") && kept.contains("id=\"reach-error\""), "{kept}");
        let taken = desk.form("/desk/suppliers", &[("kind", "cook"), ("form", "person"), ("name", "Илья Поваров"), ("reach", "ilya@example.org")]).await.expect(303);
        let card = taken.location().to_owned();
        let job = [("day", "2026-03-04"), ("start", "18:00"), ("end", "23:00"), ("price", "18 000"), ("brief", "Ужин на шестерых")];
        for stage in ["questionnaire", "check", "nda"] {
            assert!(!desk.get(&card).await.expect(200).text.contains("/jobs\""), "no job is offered before {stage}");
            assert!(desk.form(&format!("{card}/jobs"), &job).await.expect(409).text.contains("нет допуска"));
            let unproved = desk.form(&format!("{card}/stages"), &[("stage", stage), ("evidence", " ")]).await.expect(422).text;
            assert!(unproved.contains("id=\"evidence-error\""), "{unproved}");
            desk.form(&format!("{card}/stages"), &[("stage", stage), ("evidence", "папка 3"), ("until", "2027-03-01")]).await.expect(303);
        }
        let cleared = desk.get(&card).await.expect(200).text;
        assert!(cleared.contains("допуск до") && cleared.contains("/jobs\""), "{cleared}");
        desk.form(&format!("{card}/jobs"), &job).await.expect(303);
        // A job beyond the clearance is refused, by the house and by the database.
        let beyond = [("day", "2027-03-04"), ("start", "18:00"), ("end", "23:00"), ("price", "18 000"), ("brief", "Ужин")];
        desk.form(&format!("{card}/jobs"), &beyond).await.expect(409);
        let forced: Result<u64, DbError> = city.app.write(&Actor::House, |tx| async move {
            sql::run(&tx, "UPDATE supplier_jobs SET ends_at = 4102444800000000", vec![]).await
        }).await;
        assert!(format!("{:?}", forced.unwrap_err()).contains("supplier-not-cleared"));
        let listed = desk.get("/api/v1/suppliers?kind=cook").await.expect(200).json();
        assert!(listed["items"][0]["cleared_until"].is_string() && listed["next"].is_null(), "{listed}");
        city.keeps_its_promises().await;
    }

    async fn the_standard_is_acknowledged_for_each_job_by_a_link(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        let told = city.messages("suppliers.asked").await;
        assert!(told.len() == 1 && !told[0].contains("Таврическая"), "whose home it is stands behind the link: {told:?}");
        let link = told[0].split("/jobs/").nth(1).unwrap().split_whitespace().next().unwrap();
        let page = format!("/jobs/{link}");
        let seen = city.visitor().get(&page).await.expect(200).text;
        assert!(seen.contains("Таврическая") && seen.contains("Телефон беззвучен") && seen.contains("noindex"), "{seen}");
        city.visitor().get("/jobs/AAAA").await.expect(404);
        let desk = city.staff("tatiana").await;
        let turn = format!("/desk/jobs/{id}");
        desk.form(&turn, &[("turn", "take")]).await.expect(303);
        assert!(desk.form(&turn, &[("turn", "begin")]).await.expect(409).text.contains("не подтверждены"));

        // The standard is written anew while they read it: what is acknowledged is what was on the page.
        let version = ::suppliers::standard(&city.app).unwrap().version;
        city.book("manners.toml", "Телефон беззвучен.", "Телефон выключен.").await;
        let changed = city.visitor().form(&page, &[("answer", "yes"), ("standard", &version.to_string())]).await.expect(409).text;
        assert!(changed.contains("Телефон выключен") && changed.contains("обновились"), "{changed}");
        city.visitor().form(&page, &[("answer", "yes"), ("standard", &(version + 1).to_string())]).await.expect(303);
        assert!(city.visitor().get(&page).await.expect(200).text.contains("Правила подтверждены"));
        let kept = desk.get(&format!("/api/v1/suppliers/{cook}/jobs")).await.expect(200).json();
        assert_eq!((kept[0]["standard"].as_i64(), kept[0]["state"].as_str()), (Some(version + 1), Some("accepted")));
        for press in ["begin", "begin", "finish", "finish"] {
            desk.form(&turn, &[("turn", press)]).await.expect(303);
        }
        assert_eq!(facts::<JobDone>(city, id.uuid()).await, 1);

        // The next job has a page of its own, and begins with reading.
        let next = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        desk.form(&format!("/desk/jobs/{next}"), &[("turn", "take")]).await.expect(303);
        assert!(desk.form(&format!("/desk/jobs/{next}"), &[("turn", "begin")]).await.expect(409).text.contains("не подтверждены"));
        let forced: Result<u64, DbError> = city.app.write(&Actor::House, move |tx| async move {
            sql::run(&tx, "UPDATE supplier_jobs SET state = 'begun' WHERE subject = $1", vec![next.uuid().into()]).await
        }).await;
        assert!(forced.is_err(), "the database refuses it too");
        city.keeps_its_promises().await;
    }

    async fn what_a_supplier_loses_with_a_stage_is_seen_before_it_is_taken_back(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        let desk = city.staff("tatiana").await;
        let card = desk.get(&format!("/desk/suppliers/{cook}")).await.expect(200).text;
        let revoke = card.split("href=\"").find(|href| href.contains("/revoke\"")).unwrap().split('"').next().unwrap().to_owned();
        let preview = desk.get(&revoke).await.expect(200).text;
        assert!(preview.contains("Снимется 1 работа") && preview.contains("Таврическая"), "{preview}");
        city.clock("2026-03-02 12:00:00");
        for _ in 0..2 {
            desk.form(&revoke, &[]).await.expect(303);
        }
        assert_eq!(facts::<JobWithdrawn>(city, id.uuid()).await, 1);
        city.settle().await;
        assert_eq!(city.messages("suppliers.withdrawn").await.len(), 1, "whoever was asked is told");
        let refused = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap_err();
        assert_eq!(refused.explain().kind, "supplier-not-cleared");
        // What a job was about is forgotten a month after its end.
        city.clock("2026-04-20 12:00:00");
        city.settle().await;
        let kept = ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap();
        assert_eq!(kept.brief, None);
        city.keeps_its_promises().await;
    }

    async fn a_price_holds_for_its_days(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let desk = city.staff("tatiana").await;
        let card = format!("/desk/suppliers/{cook}");
        let wrong = desk.form(&format!("{card}/prices"), &[("what", "Ужин"), ("unit", "person"), ("amount", "много")]).await.expect(422).text;
        assert!(wrong.contains("id=\"amount-error\""), "{wrong}");
        desk.form(&format!("{card}/prices"), &[("what", "Ужин"), ("unit", "person"), ("amount", "3 500")]).await.expect(303);
        desk.form(&format!("{card}/prices"), &[("what", "Ужин"), ("unit", "person"), ("amount", "4 000"), ("from", "2026-04-01")]).await.expect(303);
        let now = desk.get(&format!("/api/v1/suppliers/{cook}")).await.expect(200).json();
        assert_eq!((now["in_force"][0]["kopecks"].as_i64(), now["prices"].as_array().unwrap().len()), (Some(350_000), 2));
        city.clock("2026-04-02 12:00:00");
        let then = desk.get(&format!("/api/v1/suppliers/{cook}")).await.expect(200).json();
        assert_eq!(then["in_force"][0]["kopecks"].as_i64(), Some(400_000));
    }
}
