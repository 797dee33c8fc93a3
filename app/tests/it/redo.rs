//! Not happy within 24 hours? Redone free, no questions.

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
