//! Not happy within 24 hours? Redone free, no questions.

use access::{Actor, Role};
use people::StageKind;

crate::stories! {
    async fn unhappy_within_a_day_is_redone_free(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 14:00:00");
        let redo = anna.asks_redo().await.expect(201).json();
        assert_eq!(redo["visit"], anna.visit.as_str());
        let again = anna.asks_redo().await.expect(200).json();
        assert_eq!(again["redo_visit"], redo["redo_visit"], "asking twice is asking once");
        let letter = city.messages("aftercare.redo").await;
        assert_eq!(letter.len(), 1);
    }

    async fn a_second_late_a_manager_takes_over(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 14:00:01");
        for _ in 0..2 {
            let refused = anna.asks_redo().await;
            assert_eq!(refused.problem(), "409 guarantee-closed → manager");
        }
        let letter = city.messages("aftercare.redo_late").await;
        assert_eq!(letter.len(), 1);
        assert!(letter[0].contains("Татьяна Ветлицкая"), "{}", letter[0]);
        let desk = city.staff("tatiana").await.get("/desk").await.expect(200);
        assert!(desk.text.contains("Анна"), "{}", desk.text);
    }

    async fn where_nobody_is_free_the_redo_stands_and_waits(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let staff = people::staff(&city.app.read().await.unwrap()).await.unwrap();
        for stage in staff.iter().flat_map(|person| &person.stages).filter(|stage| stage.kind == StageKind::Nda) {
            people::revoke_stage(&city.app, &Actor::House, stage.id).await.unwrap();
        }
        city.clock("2026-03-03 14:00:00");
        let redo = anna.asks_redo().await.expect(201).json();
        assert!(redo["redo_visit"].is_null(), "{redo}");
        let letter = city.messages("aftercare.redo_waits").await;
        assert_eq!(letter.len(), 1);
        let desk = city.staff("tatiana").await.get("/desk").await.expect(200);
        assert!(desk.text.contains("Анна"), "{}", desk.text);
        // A day later somebody can come: the right to it was not lost.
        city.clock("2026-03-04 09:00:00");
        for person in staff.iter().filter(|person| person.role == Role::Cleaner) {
            crate::city::vet(&city.app, person.id).await.unwrap();
        }
        let found = anna.asks_redo().await.expect(201).json();
        assert!(found["redo_visit"].is_string(), "{found}");
        assert_eq!(city.messages("aftercare.redo").await.len(), 1);
    }

    async fn the_day_begins_when_the_report_arrives(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        // Nothing is sent until six: the mail server was away.
        anna.done_unsent("2026-03-02 14:00:00").await;
        city.clock("2026-03-02 18:02:00");
        city.settle().await;
        let letter = anna.client.get("/my").await.expect(200);
        assert!(letter.text.contains("3\u{a0}марта, 18:02"), "{}", letter.text);
        city.clock("2026-03-03 18:02:00");
        anna.asks_redo().await.expect(201);
        let boris = city.visitor().books_free("Борис", "+79215550121").await;
        boris.done_unsent("2026-03-04 14:00:00").await;
        city.clock("2026-03-04 14:10:00");
        city.settle().await;
        city.clock("2026-03-05 14:10:01");
        assert_eq!(boris.asks_redo().await.problem(), "409 guarantee-closed → manager");
    }

    async fn a_call_counts_when_it_was_made_though_written_down_later(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 16:30:00");
        let manager = city.staff("tatiana").await;
        let path = format!("/desk/complaint/{}", anna.visit);
        manager.get(&path).await.expect(200);
        let called = |time: &'static str| [("day", "2026-03-03"), ("time", time), ("channel", "call"), ("words", ""), ("choice", "soonest")];
        // Not in the future, and not before the work began.
        let early = manager.form(&path, &called("16:31")).await.expect(422);
        assert!(early.text.contains("ещё не наступило") && early.text.contains("16:31"), "{}", early.text);
        manager.form(&path, &[("day", "2026-03-01"), ("time", "10:00"), ("channel", "call")]).await.expect(422);
        // A client's own hand cannot move the clock.
        anna.client.form(&path, &called("14:00")).await.expect(403);
        manager.form(&path, &called("14:00")).await.expect(303);
        assert_eq!(city.messages("aftercare.redo").await.len(), 1);
        let cases = manager.get("/desk/cases").await.expect(200);
        assert!(cases.text.contains("Просьба переделать"), "{}", cases.text);
        let facts = journal::timeline(&city.app.read().await.unwrap(), anna.visit.parse().unwrap(), None, 20).await.unwrap();
        let opened = facts.iter().find(|fact| fact.kind == "aftercare.redo_opened").unwrap();
        assert!(opened.actor.starts_with("staff:"), "who wrote it down is kept: {}", opened.actor);
    }

    async fn a_call_after_the_day_is_answered_by_a_person(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 16:30:00");
        let manager = city.staff("tatiana").await;
        let path = format!("/desk/complaint/{}", anna.visit);
        let late = manager.form(&path, &[("day", "2026-03-03"), ("time", "14:01"), ("channel", "call"), ("words", "Окно на кухне")]).await.expect(409);
        assert!(late.text.contains("Сутки гарантии прошли"), "{}", late.text);
        assert_eq!(city.messages("aftercare.redo_late").await.len(), 1);
        let case = manager.first_case().await;
        let page = manager.get(&case).await.expect(200);
        assert!(page.text.contains("Окно на кухне") && page.text.contains("по телефону"), "{}", page.text);
    }

    async fn the_client_may_choose_among_the_soonest(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-02 20:00:00");
        let path = format!("/my/visits/{}/redo", anna.visit);
        let page = anna.client.get(&path).await.expect(200);
        let starts: Vec<&str> = page.text.split("name=\"start\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(starts.len() > 3, "{}", page.text);
        anna.client.form(&path, &[("start", starts[2])]).await.expect(303);
        let redo = anna.asks_redo().await.expect(200).json();
        assert_eq!((redo["starts"].as_str().unwrap(), redo["total_kopecks"].as_i64()), (starts[2], Some(0)));
        // Somebody who takes a time that is gone is not turned away: the request stands, and others are offered.
        let boris = city.visitor().books_free("Борис", "+79215550121").await;
        boris.served("2026-03-03 20:00:00").await;
        let path = format!("/my/visits/{}/redo", boris.visit);
        let again = boris.client.form(&path, &[("start", "2026-03-03T20:00:00Z")]).await.expect(409);
        assert!(again.text.contains("Просьба принята"), "{}", again.text);
        assert!(boris.asks_redo().await.expect(201).json()["redo_visit"].is_string());
    }

    async fn a_redo_has_a_day_of_its_own(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 08:00:00");
        let redo = anna.asks_redo().await.expect(201).json();
        let start = redo["starts"].as_str().unwrap().parse::<values::Instant>().unwrap();
        let anna = anna.now(redo["redo_visit"].as_str().unwrap());
        city.app.stand_still(start);
        anna.served("2026-03-03 18:00:00").await;
        city.clock("2026-03-04 18:00:00");
        let again = anna.asks_redo().await.expect(201).json();
        assert_eq!(again["visit"], redo["redo_visit"]);
        assert_ne!(again["redo_visit"], redo["redo_visit"]);
    }

    async fn two_of_a_household_at_once_have_one_redo(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let asked = tokio::join!(anna.asks_redo(), anna.asks_redo(), anna.asks_redo());
        let redos: Vec<String> = [asked.0, asked.1, asked.2].into_iter().map(|answer| answer.json()["redo_visit"].as_str().unwrap().to_owned()).collect();
        assert!(redos.iter().all(|redo| *redo == redos[0]), "{redos:?}");
        assert_eq!(city.messages("aftercare.redo").await.len(), 1);
    }

    async fn a_remark_opens_a_case_that_ends_with_a_note(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let manager = city.staff("tatiana").await;
        let answer = format!("/my/visits/{}/answer", anna.visit);
        anna.client.form(&answer, &[("words", "Спасибо, всё прекрасно!")]).await.expect(303);
        assert!(!manager.get("/desk/cases").await.expect(200).text.contains("data-row"), "praise opens nothing");
        anna.client.form(&answer, &[("words", "Спасибо, но зеркало осталось с разводами")]).await.expect(303);
        let desk = manager.get("/desk").await.expect(200);
        assert!(desk.text.contains("может быть замечание"), "{}", desk.text);
        let case = manager.first_case().await;
        let page = manager.get(&case).await.expect(200);
        assert!(page.text.contains("зеркало осталось") && page.text.contains("никто"), "{}", page.text);
        manager.form(&format!("{case}/take"), &[]).await.expect(303);
        // An answer without words is refused beside its field; one with words goes out once.
        manager.form(&format!("{case}/answer"), &[("answer", " ")]).await.expect(422);
        for _ in 0..2 {
            manager.form(&format!("{case}/answer"), &[("answer", "В среду придёт Ирина и отмоет зеркало, бесплатно.")]).await.expect(303);
        }
        let letters = city.messages("aftercare.case_answer").await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("отмоет зеркало") && letters[0].contains("Татьяна"), "{}", letters[0]);
        manager.form(&format!("{case}/close"), &[("note", "")]).await.expect(422);
        manager.form(&format!("{case}/close"), &[("note", "Довольна.")]).await.expect(303);
        assert!(!manager.get("/desk/cases").await.expect(200).text.contains("data-row"));
        assert!(manager.get("/desk/cases?shelf=closed").await.expect(200).text.contains("data-row"));
        manager.form(&format!("{case}/take"), &[]).await.expect(409);
        let cleaner = city.staff("olga").await;
        cleaner.get("/desk/cases").await.expect(403);
        anna.client.get(&case).await.expect(403);
    }

    async fn the_question_has_no_scale(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let question = "Что мы могли бы сделать в следующий раз, чтобы превзойти Ваши ожидания?";
        let done = city.messages("aftercare.done").await;
        assert_eq!(done.len(), 1);
        let letter = anna.client.get("/my").await.expect(200).text;
        for text in [&done[0], &letter] {
            assert!(text.contains(question), "{text}");
            for scale in ["type=\"radio\"", "type=\"range\"", "type=\"number\"", "★", "☆", "⭐", "оцен", "балл"] {
                assert!(!text.contains(scale), "{scale}: {text}");
            }
        }
    }

    async fn the_portal_asks_and_keeps_the_words(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let words = "Спокойствие. Цветы на окне политы.";
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", words)]).await.expect(303);
        let letter = anna.client.get("/my").await.expect(200);
        assert!(letter.text.contains(words), "{}", letter.text);
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "чужое")]).await.expect(403);
        boris.client.form(&format!("/my/visits/{}/redo", anna.visit), &[]).await.expect(403);
        let asked = anna.client.form(&format!("/my/visits/{}/redo", anna.visit), &[]).await.expect(303);
        assert!(asked.location().starts_with("/my"));
    }
}
