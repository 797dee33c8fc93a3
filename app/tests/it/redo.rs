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
