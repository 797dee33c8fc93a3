//! The people of the demo house. All of them are invented; the phones are not in use.

use jiff::civil::Weekday::{self, Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};

/// How far somebody has come in their vetting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vetting {
    /// All stages, for these services.
    Whole(&'static [&'static str]),
    /// All stages; the certificates end so many days from now.
    Ending(&'static [&'static str], i64),
    /// All stages; the check was taken back so many days ago.
    Revoked(&'static [&'static str], i64),
    /// The first stages alone.
    Begun(usize),
}

/// A cleaner.
pub(super) struct Cleaner {
    pub login: &'static str,
    pub first: &'static str,
    pub patronymic: &'static str,
    pub last: &'static str,
    pub rests: [Weekday; 2],
    /// Days ago.
    pub since: i64,
    pub vetting: Vetting,
}

const REGULAR: &[&str] = &["regular"];
const HOMES: &[&str] = &["regular", "general"];
const WHOLE: &[&str] = &["regular", "general", "after_repair", "windows"];
const GLASS: &[&str] = &["regular", "windows"];

const fn cleaner(login: &'static str, name: [&'static str; 3], rests: [Weekday; 2], since: i64, vetting: Vetting) -> Cleaner {
    let [first, patronymic, last] = name;
    Cleaner { login, first, patronymic, last, rests, since, vetting }
}

/// The rests are spread so that on every day six at least are at work.
pub(super) const CLEANERS: [Cleaner; 14] = [
    cleaner("olga", ["Ольга", "Андреевна", "Панина"], [Sunday, Monday], 520, Vetting::Whole(WHOLE)),
    cleaner("marina", ["Марина", "Олеговна", "Крылова"], [Saturday, Sunday], 490, Vetting::Whole(WHOLE)),
    cleaner("irina", ["Ирина", "Павловна", "Савельева"], [Wednesday, Thursday], 470, Vetting::Whole(HOMES)),
    cleaner("svetlana", ["Светлана", "Игоревна", "Громова"], [Monday, Friday], 460, Vetting::Whole(WHOLE)),
    cleaner("galina", ["Галина", "Фёдоровна", "Ермолова"], [Sunday, Tuesday], 455, Vetting::Whole(HOMES)),
    cleaner("nina", ["Нина", "Алексеевна", "Зимина"], [Saturday, Sunday], 450, Vetting::Whole(HOMES)),
    cleaner("aigul", ["Айгуль", "Ринатовна", "Сафина"], [Thursday, Friday], 448, Vetting::Whole(WHOLE)),
    cleaner("vera", ["Вера", "Николаевна", "Лосева"], [Sunday, Wednesday], 300, Vetting::Whole(GLASS)),
    cleaner("dina", ["Дина", "Маратовна", "Ахметова"], [Monday, Tuesday], 210, Vetting::Whole(HOMES)),
    cleaner("timur", ["Тимур", "Рустамович", "Галиев"], [Friday, Saturday], 180, Vetting::Whole(WHOLE)),
    cleaner("larisa", ["Лариса", "Викторовна", "Жданова"], [Saturday, Sunday], 440, Vetting::Ending(HOMES, 9)),
    cleaner("tamara", ["Тамара", "Георгиевна", "Мишина"], [Tuesday, Wednesday], 400, Vetting::Revoked(REGULAR, 20)),
    cleaner("polina", ["Полина", "Сергеевна", "Ветрова"], [Saturday, Sunday], 18, Vetting::Begun(2)),
    cleaner("stepan", ["Степан", "Ильич", "Рябинин"], [Saturday, Sunday], 6, Vetting::Begun(1)),
];

/// At the desk: login, given name, patronymic, family name.
pub(super) const MANAGERS: [(&str, &str, &str, &str); 4] = [
    ("tatiana", "Татьяна", "Юрьевна", "Ветлицкая"),
    ("elena", "Елена", "Михайловна", "Оболенская"),
    ("mikhail", "Михаил", "Андреевич", "Резцов"),
    ("ksenia", "Ксения", "Львовна", "Верейская"),
];

/// The owner: login, given name, patronymic, family name.
pub(super) const OWNER: (&str, &str, &str, &str) = ("owner", "Александр", "Ильич", "Невзоров");

pub(super) const WOMEN: &[&str] = &[
    "Анна",
    "Мария",
    "Елена",
    "Ольга",
    "Наталья",
    "Екатерина",
    "Ирина",
    "Светлана",
    "Юлия",
    "Татьяна",
    "Людмила",
    "Вера",
    "Надежда",
    "Евгения",
    "Дарья",
    "Ксения",
    "Александра",
    "Полина",
    "Софья",
    "Лидия",
    "Маргарита",
    "Вероника",
    "Алла",
    "Инна",
    "Зоя",
    "Кира",
    "Варвара",
    "Нина",
    "Регина",
    "Эльвира",
];
pub(super) const MEN: &[&str] = &[
    "Александр",
    "Дмитрий",
    "Сергей",
    "Андрей",
    "Константин",
    "Николай",
    "Павел",
    "Михаил",
    "Григорий",
    "Игорь",
    "Владимир",
    "Олег",
    "Максим",
    "Роман",
    "Арсений",
    "Борис",
    "Виктор",
    "Георгий",
    "Денис",
    "Евгений",
    "Илья",
    "Кирилл",
    "Леонид",
    "Марк",
    "Никита",
    "Пётр",
    "Степан",
    "Тимофей",
    "Фёдор",
    "Юрий",
];
/// Of a woman and of a man.
pub(super) const PATRONYMICS: &[(&str, &str)] = &[
    ("Сергеевна", "Сергеевич"),
    ("Павловна", "Павлович"),
    ("Викторовна", "Викторович"),
    ("Андреевна", "Андреевич"),
    ("Михайловна", "Михайлович"),
    ("Игоревна", "Игоревич"),
    ("Борисовна", "Борисович"),
    ("Львовна", "Львович"),
    ("Станиславовна", "Станиславович"),
    ("Романовна", "Романович"),
    ("Фёдоровна", "Фёдорович"),
    ("Марковна", "Маркович"),
    ("Юрьевна", "Юрьевич"),
    ("Аркадьевна", "Аркадьевич"),
    ("Владимировна", "Владимирович"),
    ("Олеговна", "Олегович"),
    ("Дмитриевна", "Дмитриевич"),
    ("Николаевна", "Николаевич"),
    ("Ильинична", "Ильич"),
    ("Эдуардовна", "Эдуардович"),
];
/// Of a woman and of a man.
pub(super) const FAMILIES: &[(&str, &str)] = &[
    ("Соколова", "Соколов"),
    ("Вяземская", "Вяземский"),
    ("Орлова", "Орлов"),
    ("Чернышёва", "Чернышёв"),
    ("Белова", "Белов"),
    ("Муравьёва", "Муравьёв"),
    ("Шереметева", "Шереметев"),
    ("Королёва", "Королёв"),
    ("Ланская", "Ланской"),
    ("Гагарина", "Гагарин"),
    ("Степанова", "Степанов"),
    ("Яковлева", "Яковлев"),
    ("Захарова", "Захаров"),
    ("Комарова", "Комаров"),
    ("Виноградова", "Виноградов"),
    ("Трубецкая", "Трубецкой"),
    ("Давыдова", "Давыдов"),
    ("Мельникова", "Мельников"),
    ("Щербакова", "Щербаков"),
    ("Ушакова", "Ушаков"),
    ("Головина", "Головин"),
    ("Куракина", "Куракин"),
    ("Тарасова", "Тарасов"),
    ("Румянцева", "Румянцев"),
    ("Апраксина", "Апраксин"),
    ("Фокина", "Фокин"),
    ("Цветкова", "Цветков"),
    ("Барятинская", "Барятинский"),
    ("Юсупова", "Юсупов"),
    ("Ермакова", "Ермаков"),
    ("Игнатьева", "Игнатьев"),
    ("Нарышкина", "Нарышкин"),
    ("Одоевская", "Одоевский"),
    ("Полякова", "Поляков"),
    ("Сафонова", "Сафонов"),
    ("Хитрово", "Хитрово"),
    ("Зубова", "Зубов"),
    ("Каверина", "Каверин"),
    ("Лосева", "Лосев"),
    ("Раевская", "Раевский"),
];

/// Answers to the open question that hold thanks alone.
pub(super) const THANKS: &[&str] = &[
    "Всё было спокойно и точно.",
    "Забота видна в мелочах: книги стоят в том же порядке.",
    "Доверие, вот главное слово. Оставляю ключи и не думаю об этом.",
    "Спокойствие. Дома пахнет чистотой, а не средством.",
    "Кот впервые не спрятался. Значит, всё тихо.",
    "Ничего. Вернулись в дом, где хочется дышать.",
    "Спасибо, всё как договаривались, минута в минуту.",
    "Паркет сияет, а следов от ведра нет. Так редко бывает.",
    "Лучшее, что можно сделать, — прислать ту же Ольгу.",
    "Дети заметили раньше меня: «Мама, у нас как в гостинице».",
    "Пока ничего не придумала. Всё на своих местах.",
    "Хрусталь целый, люстра светит, настроение хорошее.",
];

/// Answers that hold a remark.
pub(super) const REMARKS: &[&str] = &[
    "В следующий раз хочется, чтобы про мытьё окон напомнили заранее.",
    "За креслом в кабинете осталась пыль, остальное прекрасно.",
    "Полотенца сложили не туда, где они лежат обычно.",
    "Хотелось бы, чтобы приехали на четверть часа раньше.",
    "Дверцы шкафа на кухне протёрли, а ручки забыли.",
    "Пожалуйста, не переставляйте цветы на подоконнике.",
    "На смесителе в гостевой ванной остался налёт.",
    "Плинтус в прихожей, кажется, пропустили.",
];

/// Words of those who ask for a redo.
pub(super) const COMPLAINTS: &[&str] = &[
    "В ванной остались разводы на зеркале.",
    "Под диваном в гостиной не пылесосили.",
    "Плита осталась с пятнами у задних конфорок.",
    "На стёклах балкона разводы, видно на солнце.",
    "В детской на полу остались крошки.",
    "Фасады кухни липкие у ручек.",
];
