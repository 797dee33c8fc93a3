//! How long an invoice takes to set: the first one of a program, and each after it.

use papers::{Invoice, Line, Row};

fn main() {
    divan::main();
}

fn words(nth: usize) -> Invoice {
    let row = |name: &str, value: &str| Row { name: name.to_owned(), value: value.to_owned() };
    let line = |words: &str, amount: &str| Line { words: words.to_owned(), amount: amount.to_owned() };
    Invoice {
        lang: "ru",
        house: "Дворецкий".to_owned(),
        title: format!("Счёт № {nth}"),
        subtitle: "от 3 марта 2026 года, оплатить до 8 марта".to_owned(),
        sides: vec![row("Исполнитель", "ООО «Тихая парадная»"), row("Заказчик", "Анна Сергеевна Лебедева"), row("Где", "Большая Пушкарская ул., 11, кв. 24")],
        columns: ["За что".to_owned(), "Сумма".to_owned()],
        lines: vec![
            line("Поддерживающая уборка, 74 м²", "4 900 ₽"),
            line("Духовка", "900 ₽"),
            line("Холодильник", "700 ₽"),
            line("Первый заказ, скидка 10 %", "−650 ₽"),
        ],
        totals: vec![line("Итого", "5 850 ₽")],
        in_words: "Пять тысяч восемьсот пятьдесят рублей 00 копеек".to_owned(),
        bank_title: "Куда заплатить".to_owned(),
        bank: vec![row("Банк", "ПАО Сбербанк"), row("Счёт", "40702810900000000005"), row("БИК", "044525225")],
        square: format!(
            "ST00012|Name=ООО «Тихая парадная»|PersonalAcc=40702810900000000005|BankName=ПАО Сбербанк|BIC=044525225|CorrespAcc=30101810400000000225|Sum=585000|Purpose=Счёт № {nth}"
        ),
        square_words: "Для программы банка".to_owned(),
        page: "страница".to_owned(),
        day: (2026, 3, 3),
        ..Invoice::default()
    }
}

/// Each time another invoice: nothing of it is remembered from before, but what all of them share.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn warm(bencher: divan::Bencher) {
    drop(papers::invoice(&words(0)));
    let mut nth = 0;
    bencher
        .with_inputs(|| {
            nth += 1;
            words(nth)
        })
        .bench_local_values(|words| papers::invoice(&words));
}
